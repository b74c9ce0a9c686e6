import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { describeCluster } from "../../support/kafka/kcat.ts";
import { type Kafka, startKafka } from "../../support/kafka.ts";
import { clients } from "./clients.ts";
import { type Counted, countBatches } from "./count-batches.ts";
import { Writer } from "./writer-process.ts";

export interface KafkaSoakOptions {
  /** Brokers to kill. */
  readonly kills: number;
  /** No more of them after that. */
  readonly minutes: number;
}

/** What a reader saw of a writer, and what the writer says. */
interface Count extends Counted {
  readonly name: string;
  readonly acknowledged: number;
  readonly deaths: number;
  /** Deaths while a batch was under way. */
  readonly midway: number;
  /** Times that it failed, by error, as JSON. */
  readonly failed: string;
}

const partitions = 6;
const keys = 8;

/**
 * The Kafka client under the worst: three brokers, batches whose position is part of their transaction; again and again the leader or
 * the coordinator of transactions is killed at the end of one, and writers with it. Counted by kcat with read_committed.
 */
export async function soakKafka({ kills: most, minutes }: KafkaSoakOptions): Promise<{ table: string; sound: boolean }> {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-kafka-soak-"));
  await using kafka = await startKafka({ nodes: 3 });
  await kafka.createTopic("positions", { configs: { "cleanup.policy": "compact", "min.insync.replicas": "2" } });
  const writers = Object.keys(clients).flatMap((client) => [
    new Writer(client, 1, true, kafka, folder),
    new Writer(client, 2, true, kafka, folder),
    new Writer(client, 3, false, kafka, folder),
  ]);
  for (const { name } of writers) await kafka.createTopic(name, { partitions, configs: { "min.insync.replicas": "2" } });
  for (const writer of writers) writer.start();
  await Promise.all(writers.map((writer) => writer.next("sent", 60_000)));

  const until = Date.now() + minutes * 60_000;
  const victims = { coordinator: 0, leader: 0 };
  let stopped = false;
  process.once("SIGINT", () => {
    stopped = true;
  });
  let kills = 0;
  for (; kills < most && Date.now() < until && !stopped; kills++) {
    await allInSync(kafka);
    const aim = writers[kills % writers.length] as Writer;
    const role = Math.random() < 0.5 ? "coordinator" : "leader";
    const victim = await leaderOf(kafka, role === "coordinator" ? "__transaction_state" : aim.name);
    // Either right after the end was acknowledged, when its markers are being written, or anywhere on the way.
    await aim.next(Math.random() < 0.5 ? "sent" : "sending");
    if (Math.random() < 0.7) await after(Math.random() * 60);
    const dying = Math.random() < 0.6 ? writers.filter((writer) => writer === aim || Math.random() < 0.3) : [];
    victims[role] += 1;
    await Promise.all([kafka.node(victim).kill(), ...dying.map((writer) => writer.kill())]);
    for (const writer of dying) writer.start();
    // While the others take over, and while it comes back: writers alone.
    const back = kafka.node(victim).start();
    for (let more = 0; more < 2; more++) {
      await after(Math.random() * 2000);
      const writer = writers[Math.floor(Math.random() * writers.length)] as Writer;
      await writer.next("sending", 5000);
      await after(Math.random() * 60);
      await writer.kill();
      writer.start();
    }
    await back;
    if (kills % 10 === 9) console.error(`${new Date().toISOString()} ${kills + 1} brokers killed`);
  }
  await allInSync(kafka);
  // Each gets something through in peace; then no more.
  await Promise.all(writers.map((writer) => writer.next("sent", 60_000)));
  for (const writer of writers) await writer.kill();
  // What was left open is undone by a last opening, as the next start of a feed does.
  for (const writer of writers) writer.start();
  await Promise.all(writers.map((writer) => writer.next("sent", 60_000)));
  for (const writer of writers) await writer.kill();

  const positions = await kafka.read("positions");
  const counts: Count[] = [];
  for (const { name, transactional, acknowledged, deaths, midway, failures, strange } of writers) {
    const last = positions.findLast(({ key }) => key === name)?.value;
    const records = await kafka.read(name);
    const counted = countBatches(records, keys, acknowledged, transactional ? Number(last ?? 0) : undefined);
    const failed = Object.fromEntries([...failures].map(([code, times]) => [code.replace("feed-", ""), times]));
    counts.push({ name, ...counted, acknowledged: acknowledged.size, deaths, midway, failed: JSON.stringify(failed) });
    for (const line of new Set(strange.slice(0, 10))) console.error(name, line);
  }
  await rm(folder, { recursive: true, force: true });
  const bad = counts.some(
    ({ name, lost, missing, repeated, disordered, torn, strayed }) =>
      lost + missing + disordered + torn + strayed > 0 || (name.includes("transactional") && repeated > 0),
  );
  return { table: tableOf(kills, victims, counts), sound: !bad };
}

function tableOf(kills: number, { coordinator, leader }: { coordinator: number; leader: number }, counts: readonly Count[]) {
  return [
    "| writer | batches | acknowledged | lost | missing | repeated | disordered | torn | strayed | killed | midway | failed |",
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|",
    ...counts.map(({ name, failed, ...c }) => {
      const reader = [c.batches, c.acknowledged, c.lost, c.missing, c.repeated, c.disordered, c.torn, c.strayed];
      return `| ${[name, ...reader, c.deaths, c.midway, failed].join(" | ")} |`;
    }),
    "",
    `${kills} brokers killed: ${coordinator} as coordinator, ${leader} as leader.`,
    "",
  ].join("\n");
}

async function leaderOf(kafka: Kafka, topic: string): Promise<number> {
  return await kafka.leader(topic, topic === "__transaction_state" ? 0 : Math.floor(Math.random() * partitions));
}

/** The next may only fall when every replica is there again: two of three have to stay. */
async function allInSync(kafka: Kafka): Promise<void> {
  for (;;) {
    const { topics } = await describeCluster(kafka.servers);
    if (topics.every((topic) => topic.partitions.every(({ isrs, replicas }) => isrs.length === replicas.length))) return;
    await after(250);
  }
}
