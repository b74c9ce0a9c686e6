import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { datafeed } from "../../cli/command-line.ts";
import { startPostgres, type TestPostgres } from "../../support/embedded-postgres.ts";
import { type Kafka, startKafka } from "../../support/kafka.ts";
import { type CallFeed, deadLetterTopic, feedName, writeCallProject } from "./call-project.ts";
import { tablesSql } from "./calls-sql.ts";
import { connected } from "./writers.ts";

/** Servers that all proofs of a file share. */
export interface FeedServers extends AsyncDisposable {
  readonly postgres: TestPostgres;
  readonly kafka: Kafka;
}

export async function startFeedServers(): Promise<FeedServers> {
  await using started = new AsyncDisposableStack();
  const postgres = await startPostgres({ max_connections: "100", max_wal_size: "4GB" });
  started.defer(() => postgres.stop());
  const kafka = started.use(await startKafka());
  const kept = started.move();
  return { postgres, kafka, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A database with the tables and the triggers, a project with the feed, its topics. Nothing runs yet. */
export interface FeedGround extends AsyncDisposable {
  readonly project: string;
  readonly url: string;
  readonly topic: string;
  readonly deadLetters: string;
  readonly ledger: string;
}

export type GroundOptions = Omit<CallFeed, "warehouseUrl" | "servers" | "topic"> & { readonly partitions?: number };

let grounds = 0;

export async function openGround({ postgres, kafka }: FeedServers, options: GroundOptions): Promise<FeedGround> {
  const topic = `calls-${++grounds}`;
  const url = await createDatabase(postgres.url, `calls_${process.pid}_${grounds}`);
  const project = await mkdtemp(join(tmpdir(), "datafeed-feed-"));
  await writeCallProject(project, { ...options, warehouseUrl: url, servers: kafka.servers, topic });
  await kafka.createTopic(topic, { partitions: options.partitions ?? 6 });
  await kafka.createTopic(deadLetterTopic(topic), { partitions: 2 });
  if (options.delivery === "transactional") {
    await kafka.createTopic("datafeed.positions", { configs: { "cleanup.policy": "compact" } }).catch(() => {});
  }
  const client = await connected(url);
  await client.query(tablesSql);
  await client.query(await printedDdl(project));
  await client.end();
  return {
    project,
    url,
    topic,
    deadLetters: deadLetterTopic(topic),
    ledger: join(project, ".datafeed", "ledger.sqlite"),
    [Symbol.asyncDispose]: () => rm(project, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** What a person would give to psql. */
async function printedDdl(project: string): Promise<string> {
  const answer = await datafeed(["feed", "ddl", feedName], { cwd: project, home: project });
  if (answer.code !== 0) throw new Error(`feed ddl ended with ${answer.code}: ${answer.text}`);
  return answer.stdout;
}

async function createDatabase(server: string, name: string): Promise<string> {
  const client = await connected(server);
  await client.query(`create database ${name}`);
  await client.end();
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}
