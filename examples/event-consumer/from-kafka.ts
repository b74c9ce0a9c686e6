// KAFKA_BROKERS=host:9092 node from-kafka.ts [TOPIC]: until it is interrupted. The database is that of PGHOST, PGDATABASE and so on.
import { Kafka } from "kafkajs";
import pg from "pg";
import { applyEvent, Count, createTables } from "./apply-event.ts";

const client = new pg.Client();
await client.connect();
await createTables(client);
const count = new Count();

const kafka = new Kafka({ clientId: "event-consumer", brokers: (process.env["KAFKA_BROKERS"] ?? "localhost:9092").split(",") });
// A reader that died gives its partitions up after ten seconds.
const consumer = kafka.consumer({ groupId: process.env["KAFKA_GROUP"] ?? "event-consumer", sessionTimeout: 10_000 });
await consumer.connect();
await consumer.subscribe({ topic: process.argv[2] ?? "conversations", fromBeginning: true });
await consumer.run({
  // Offsets are committed after this has returned: what it throws, and what a crash cuts off, comes again.
  eachMessage: async ({ message: { value, headers } }) => {
    if (value === null) return;
    const [id, time] = [headers?.["ce_id"]?.toString(), headers?.["ce_time"]?.toString()];
    count.add(await applyEvent(client, { text: value.toString(), id, time }));
  },
});

process.once("SIGINT", stop).once("SIGTERM", stop);

async function stop(): Promise<void> {
  await consumer.disconnect();
  await client.end();
  console.log(`Events: ${count}`);
}
