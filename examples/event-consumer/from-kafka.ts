// KAFKA_BROKERS=host:9092 node from-kafka.ts [TOPIC]: until it is interrupted. The database is that of PGHOST, PGDATABASE and so on.
import { setTimeout } from "node:timers/promises";
import { Kafka, logLevel } from "kafkajs";
import pg from "pg";
import { applyEvent, Count, createTables } from "./apply-event.ts";

const client = new pg.Client();
await client.connect();
await createTables(client);
const count = new Count();

const servers = (process.env["KAFKA_BROKERS"] ?? "localhost:9092").split(",");
const kafka = new Kafka({ clientId: "event-consumer", brokers: servers, logLevel: logLevel.NOTHING, retry: { retries: 2 } });
// A reader that died gives its partitions up after ten seconds.
const groupId = process.env["KAFKA_GROUP"] ?? "event-consumer";
const consumer = kafka.consumer({ groupId, sessionTimeout: 10_000, retry: { retries: 5 } });
consumer.on(consumer.events.CRASH, async ({ payload: { error, restart } }) => {
  console.error(`Reading failed: ${error.message}. ${restart ? "It begins again." : "It ends."}`);
  if (restart) return;
  process.exitCode = 1;
  await stop();
});
const topic = process.argv[2] ?? "conversations";
while (!(await subscribed())) await setTimeout(5000);
await consumer.run({
  // Offsets are committed after this has returned: what it throws, and what a crash cuts off, comes again.
  eachMessage: async ({ message: { value, headers } }) => {
    if (value === null) return;
    const [id, time] = [headers?.["ce_id"]?.toString(), headers?.["ce_time"]?.toString()];
    count.add(await applyEvent(client, { text: value.toString(), id, time }));
  },
});

process.once("SIGINT", stop).once("SIGTERM", stop);

/** The broker may be away for a while, and the topic not be there yet. */
async function subscribed(): Promise<boolean> {
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.error(`The topic ${topic} of ${servers} can't be read: ${why}. Trying again in five seconds.`);
    return false;
  }
}

async function stop(): Promise<void> {
  await consumer.disconnect();
  await client.end();
  console.log(`Events: ${count}`);
}
