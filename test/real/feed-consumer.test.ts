import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Kafka as KafkaClient, logLevel } from "kafkajs";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTables } from "../../examples/event-consumer/apply-event.ts";
import { TestProject } from "../cli/test-project.ts";
import { type Broker, startBroker } from "../support/kafka.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

const consumer = join(import.meta.dirname, "../../examples/event-consumer/from-kafka.ts");
let kafka: Broker;
let database: TestDatabase;
let client: pg.Client;
/** The cluster may be somebody's, with topics of its own. */
const topic = `feed-consumer-${randomUUID().slice(0, 8)}`;
/** Of the events that the reader has taken. */
const ids = new Set<string>();

beforeAll(async () => {
  [kafka, database] = await Promise.all([startBroker(), createTestDatabase()]);
  await Promise.all([topic, `${topic}.dead-letter`].map((name) => kafka.createTopic(name, { partitions: 3 })));
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  client.on("notification", ({ payload = "" }) => ids.add(payload));
  await createTables(client);
  await client.query(`create function tell() returns trigger language plpgsql as $$ begin perform pg_notify('taken', new.id); return null; end $$;
    create trigger tell after insert on received_events for each row execute function tell(); listen taken`);
});

afterAll(async () => {
  await client?.end();
  await kafka?.[Symbol.asyncDispose]();
  await database?.drop();
});

test("the reader of the examples has the feed's conversations, though it is killed and all events come twice", async () => {
  const sent = await send();
  // Killed in the middle of its work: what it had not committed comes again.
  const first = read();
  await taken(20);
  first.kill("SIGKILL");
  await once(first, "exit");
  const second = read();
  await taken(sent.size);
  // A feed that has forgotten where it stood sends everything again, with the same ids.
  expect(await send()).toEqual(sent);
  const records = await kafka.read(topic);
  expect(records.length).toBe(2 * sent.size);
  const { key, headers } = records[0]!;
  expect(headers).toMatchObject({ ce_subject: key, ce_feed: "conversation-events" });
  // Behind the repeats of each partition an event that is new: when it is taken, they have been read.
  await sendLast();
  await taken(sent.size + 3);
  second.kill("SIGTERM");
  await once(second, "exit");
  const { rows } = await client.query(`select
      (select count(*) from received_events) as events,
      (select count(*) from conversations where created_at is null) as unknown,
      (select count(*) from conversations)::int + (select count(*) from conversations where analyzed_at is not null)::int
        + (select count(*) from category_matches)::int as told`);
  expect(rows).toEqual([{ events: String(sent.size + 3), unknown: "0", told: sent.size + 3 }]);
});

test("a reader that begins while the broker is away says so in one line, and tries again", async () => {
  const reader = read("127.0.0.1:1", "pipe");
  try {
    const [said] = await once(createInterface(reader.stderr!), "line");
    expect(said).toMatch(/^The topic .* of 127\.0\.0\.1:1 can't be read: .*ECONNREFUSED.*\. Trying again in five seconds\.$/);
    expect(reader.exitCode).toBeNull();
  } finally {
    reader.kill("SIGKILL");
    await once(reader, "exit");
  }
});

/** Runs the feed of a new project from its beginning to its end; the ids of what it sent, as kcat reads them. */
async function send(): Promise<ReadonlySet<string>> {
  using project = await TestProject.withSample();
  const feed = "extracts/conversation-events.feed.yaml";
  project.write(feed, project.read(feed).replace("topic: conversations ", `topic: ${topic} `));
  const connections = project.writeOutside(
    "operator.yaml",
    JSON.stringify({
      kind: "Connections",
      warehouses: { sample: { type: "duckdb", path: ".datafeed/sample.duckdb" } },
      destinations: { local: { type: "file", path: "out" } },
      brokers: { main: { type: "kafka", servers: kafka.servers, tls: "disable" } },
    }),
  );
  const run = await project.run("feed", "run", "conversation-events", "--once", "--connections", connections);
  expect(run.code, run.stderr).toBe(0);
  const records = await kafka.read(topic);
  return new Set(records.map(({ headers }) => headers["ce_id"] ?? ""));
}

async function sendLast(): Promise<void> {
  const producer = new KafkaClient({ brokers: [...kafka.servers], logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  const messages = [0, 1, 2].map((partition) => {
    const payload = { ConversationExternalId: `last ${partition}`, FullPath: "a/b", Channel: 1, DataSetIds: [] };
    const event = { timestampOfMessage: "12/31/2026 00:00:00", eventType: "CategoryMatchForDataFeeder", payload };
    return { partition, key: `last ${partition}`, value: JSON.stringify(event), headers: { ce_id: `last ${partition}` } };
  });
  await producer.send({ topic, messages });
  await producer.disconnect();
}

function read(servers = kafka.servers.join(","), stderr: "ignore" | "pipe" = "ignore"): ChildProcess {
  const { host, port, user, password, database: name } = database;
  const pgOf = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: name };
  const env = { ...process.env, ...pgOf, KAFKA_BROKERS: servers };
  return spawn(process.execPath, [consumer, topic], { env, stdio: ["ignore", "ignore", stderr] });
}

/** Returns when so many events have been taken in all. */
async function taken(count: number): Promise<void> {
  while (ids.size < count) await once(client, "notification");
}
