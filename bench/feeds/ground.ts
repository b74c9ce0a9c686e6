import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { eventTables } from "../../runner/src/sample/event-tables.ts";
import { createIndexes, createTable } from "../../runner/src/sample/table-sql.ts";
import { startPostgres } from "../../test/support/embedded-postgres.ts";
import { type Kafka, startKafka } from "../../test/support/kafka.ts";
import { builtCli } from "../project.ts";
import { type BenchFeed, ticksTable, writeBenchFeed } from "./project.ts";

/** The servers of a bench. */
export interface Ground extends AsyncDisposable {
  readonly url: string;
  readonly kafka: Kafka;
  readonly sql: pg.Client;
  /** A project whose feed stands at the end of the changes, and the ledger that says so. */
  prepare(feed: Omit<BenchFeed, "postgresUrl" | "servers">): Promise<Prepared>;
}

export interface Prepared {
  readonly folder: string;
  /** Arguments of `datafeed` that run the feed with a ledger of this name. */
  readonly run: (ledger: string, ...more: readonly string[]) => readonly string[];
}

/** The rows fit into PostgreSQL's cache; the broker is that of the tests. */
export async function openGround(): Promise<Ground> {
  await using started = new AsyncDisposableStack();
  const postgres = await startPostgres({ shared_buffers: "1GB", max_wal_size: "8GB" });
  started.defer(() => postgres.stop());
  const kafka = started.use(await startKafka());
  const sql = new pg.Client({ connectionString: postgres.url });
  await sql.connect();
  started.defer(() => sql.end());
  await sql.query("create schema reporting");
  for (const table of eventTables) {
    for (const statement of [createTable(table, "postgres"), ...createIndexes(table)]) await sql.query(statement);
  }
  await sql.query(ticksTable);
  await kafka.createTopic("datafeed.positions", { configs: { "cleanup.policy": "compact" } });
  const topics = new Set<string>();
  const createOnce = async (topic: string, partitions: number): Promise<void> => {
    if (topics.has(topic)) return;
    topics.add(topic);
    await kafka.createTopic(topic, { partitions });
  };
  const kept = started.move();
  return {
    url: postgres.url,
    kafka,
    sql,
    prepare: async (feed) => {
      const folder = await mkdtemp(join(tmpdir(), "datafeed-bench-feed-"));
      kept.defer(() => rm(folder, { recursive: true, force: true }));
      await writeBenchFeed(folder, { ...feed, postgresUrl: postgres.url, servers: kafka.servers });
      await createOnce(feed.topic, 6);
      await createOnce(`${feed.topic}.dead-letter`, 1);
      const run = (ledger: string, ...more: readonly string[]) => [
        builtCli,
        ...["feed", "run", feed.name, "--project", folder, "--connections", join(folder, "connections.yaml")],
        ...["--ledger", join(folder, ledger), ...more],
      ];
      const ddl = [builtCli, "feed", "ddl", feed.name, "--project", folder, "--connections", join(folder, "connections.yaml")];
      const { stdout } = await promisify(execFile)(process.execPath, ddl);
      await sql.query(stdout);
      await promisify(execFile)(process.execPath, run("begun.sqlite", "--once"));
      return { folder, run };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** So many conversations in one transaction, the changes with them. */
export async function fillConversations({ sql }: Ground, count: number): Promise<void> {
  await sql.query(
    `insert into reporting.conversations
     select 'call-' || i || '.wav', i, '3a1e7c51-62d8-95c8-852e-2b5c7b042376', i % 7, md5(i::text)::uuid, null, null,
       now() - interval '1 minute', now(), i % 600, 'en', 1285, '+1555' || lpad(i::text, 7, '0'), null, 1306, i % 4, null, null,
       clock_timestamp()
     from generate_series(1, $1::integer) i`,
    [count],
  );
  await sql.query("analyze");
}
