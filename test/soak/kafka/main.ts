import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as after } from "node:timers/promises";
import { parseArgs } from "node:util";
import { describeCluster } from "../../support/kafka/kcat.ts";
import { type Kafka, startKafka } from "../../support/kafka.ts";
import { clients } from "./clients.ts";
import { countBatches } from "./count-batches.ts";

/**
 * Kafka clients under the worst: three brokers, batches whose position is part of their transaction; again and again the leader or
 * the coordinator of transactions is killed at the end of one, and writers with it. Counted by kcat with read_committed.
 *
 *     node test/soak/kafka/main.ts --kills 100
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "100" },
    client: { type: "string" },
    minutes: { type: "string", default: "600" },
  },
});
const names = values.client === undefined ? Object.keys(clients) : [values.client];
const partitions = 6;
const keys = 8;

/** A writer, started again whenever it dies. */
class Writer {
  readonly name: string;
  readonly transactional: boolean;
  readonly acknowledged = new Set<number>();
  readonly failures = new Map<string, number>();
  readonly strange: string[] = [];
  deaths = 0;
  midway = 0;
  #order: string;
  #process: ChildProcess | undefined;
  #sending = false;
  readonly #lines = new EventTarget();

  constructor(client: string, number: number, transactional: boolean, kafka: Kafka, folder: string) {
    this.name = `${client}-${transactional ? "transactional" : "plain"}-${number}`;
    this.transactional = transactional;
    const settings = { name: "main", servers: kafka.servers, compression: "none", positions: "positions" };
    this.#order = JSON.stringify({
      name: this.name,
      client,
      transactional,
      settings,
      positionFile: join(folder, this.name),
      pauseMs: 60,
    });
  }

  start(): void {
    const started = spawn(process.execPath, [join(import.meta.dirname, "writer.ts"), this.#order], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = started;
    createInterface({ input: started.stderr }).on("line", (line) => {
      if (!/Warning|trace-warnings|Timeout duration/.test(line)) this.strange.push(line);
    });
    createInterface({ input: started.stdout }).on("line", (line) => {
      const [what = "", which = ""] = line.split(" ");
      if (what === "sent") this.acknowledged.add(Number(which));
      if (what === "failed") this.failures.set(which, (this.failures.get(which) ?? 0) + 1);
      if (what === "strange") this.strange.push(line);
      this.#sending = what === "sending";
      this.#lines.dispatchEvent(new Event(what));
    });
  }

  /** Returns at the next line of a kind, or after a while. */
  async next(what: "sending" | "sent", most = 20_000): Promise<void> {
    const over = AbortSignal.timeout(most);
    await once(this.#lines, what, { signal: over }).catch(() => {});
  }

  async kill(): Promise<void> {
    const running = this.#process;
    if (running === undefined) return;
    this.deaths += 1;
    if (this.#sending) this.midway += 1;
    const ended = once(running, "exit");
    running.kill("SIGKILL");
    await ended;
  }
}

const folder = await mkdtemp(join(tmpdir(), "datafeed-kafka-soak-"));
await using kafka = await startKafka({ nodes: 3 });
await kafka.createTopic("positions", { configs: { "cleanup.policy": "compact", "min.insync.replicas": "2" } });
const writers = names.flatMap((client) => [
  new Writer(client, 1, true, kafka, folder),
  new Writer(client, 2, true, kafka, folder),
  new Writer(client, 3, false, kafka, folder),
]);
for (const { name } of writers) await kafka.createTopic(name, { partitions, configs: { "min.insync.replicas": "2" } });
for (const writer of writers) writer.start();
await Promise.all(writers.map((writer) => writer.next("sent", 60_000)));

const until = Date.now() + Number(values.minutes) * 60_000;
const victims = { coordinator: 0, leader: 0 };
let stopped = false;
process.once("SIGINT", () => {
  stopped = true;
});
let kills = 0;
for (; kills < Number(values.kills) && Date.now() < until && !stopped; kills++) {
  await allInSync();
  const aim = writers[kills % writers.length] as Writer;
  const role = Math.random() < 0.5 ? "coordinator" : "leader";
  const victim = await leaderOf(role === "coordinator" ? "__transaction_state" : aim.name);
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
await allInSync();
// Each gets something through in peace; then no more.
await Promise.all(writers.map((writer) => writer.next("sent", 60_000)));
for (const writer of writers) await writer.kill();
// What was left open is undone by a last opening, as the next start of a feed does.
for (const writer of writers) writer.start();
await Promise.all(writers.map((writer) => writer.next("sent", 60_000)));
for (const writer of writers) await writer.kill();

const positions = await kafka.read("positions");
const table = [];
for (const { name, transactional, acknowledged, deaths, midway, failures, strange } of writers) {
  const last = positions.findLast(({ key }) => key === name)?.value;
  const records = await kafka.read(name);
  const counted = countBatches(records, keys, acknowledged, transactional ? Number(last ?? 0) : undefined);
  const failed = Object.fromEntries([...failures].map(([code, times]) => [code.replace("feed-", ""), times]));
  table.push({ name, ...counted, acknowledged: acknowledged.size, deaths, midway, failed: JSON.stringify(failed) });
  for (const line of new Set(strange.slice(0, 10))) console.error(name, line);
}
console.log(`${kills} brokers killed: ${JSON.stringify(victims)}`);
console.table(table);
await rm(folder, { recursive: true, force: true });
const bad = table.some(
  ({ name, lost, missing, repeated, disordered, torn, strayed }) =>
    lost + missing + disordered + torn + strayed > 0 || (name.includes("transactional") && repeated > 0),
);
process.exitCode = bad ? 1 : 0;

async function leaderOf(topic: string): Promise<number> {
  return await kafka.leader(topic, topic === "__transaction_state" ? 0 : Math.floor(Math.random() * partitions));
}

/** The next may only fall when every replica is there again: two of three have to stay. */
async function allInSync(): Promise<void> {
  for (;;) {
    const { topics } = await describeCluster(kafka.servers);
    if (topics.every((topic) => topic.partitions.every(({ isrs, replicas }) => isrs.length === replicas.length))) return;
    await after(250);
  }
}
