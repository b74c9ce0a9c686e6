import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { kafkaJars } from "../../test/support/kafka/install.ts";
import { readTopic } from "../../test/support/kafka/kcat.ts";
import { fillConversations, type Ground, type Prepared } from "./ground.ts";
import { type Timed, timed } from "./timed.ts";

interface Way {
  readonly name: string;
  readonly perSecond: number[];
  readonly cpuSeconds: number[];
  residentMb: number;
}

/**
 * Events per second of changes that wait, against Kafka's own producer with records of the same size, and against what people
 * write by hand; in turns. The feed's time is its process's, less that of one with nothing to do; the others time themselves.
 */
export async function benchThroughput(ground: Ground, count: number, rounds: number): Promise<string> {
  const feed = await ground.prepare({ name: "bench", topic: "throughput", rows: "conversations" });
  // One a round: the topic remembers where a transactional feed stands.
  const exact: Prepared[] = [];
  for (let round = 0; round <= rounds; round++) {
    const ways = { topic: "throughput-transactional", rows: "conversations", delivery: "transactional" } as const;
    exact.push(await ground.prepare({ name: `exact-${round}`, ...ways }));
  }
  const begun = (folder: string, ledger: string) => copyFile(join(folder, "begun.sqlite"), join(folder, ledger));
  await begun(feed.folder, "empty.sqlite");
  const idle = await timed(process.execPath, feed.run("empty.sqlite", "--once"));
  await fillConversations(ground, count);

  const producer: Way = way("kafka-producer-perf-test, acks=all");
  const ours: Way = way("datafeed feed run");
  const ourExact: Way = way("datafeed feed run, transactional");
  const hand: Way = way("kafkajs + pg by hand, acks=all");
  let size = 0;
  // A round before the first: caches are warm for everybody.
  for (let round = 0; round <= rounds; round++) {
    const counts = round > 0;
    for (const [to, { folder, run }] of [
      [ours, feed],
      [ourExact, exact[round]!],
    ] as const) {
      const ledger = `round-${round}.sqlite`;
      await begun(folder, ledger);
      const took = await timed(process.execPath, run(ledger, "--once"));
      note(to, counts, took, count / (took.wallSeconds - idle.wallSeconds));
    }
    if (size === 0) size = await recordBytes(ground, "throughput", count);
    const topic = `producer-${round}`;
    await ground.kafka.createTopic(topic, { partitions: 6 });
    const perf = await perfTest(ground, topic, count, size);
    note(producer, counts, perf, Number(/([\d.]+) records\/sec/.exec(perf.stdout.trim().split("\n").at(-1) ?? "")?.[1]));
    await ground.kafka.createTopic(`hand-${round}`, { partitions: 6 });
    const script = join(import.meta.dirname, "by-hand.ts");
    const byHand = await timed(process.execPath, [script, ground.url, ground.kafka.servers[0] ?? "", `hand-${round}`]);
    const { seconds, sent } = JSON.parse(byHand.stdout) as { seconds: number; sent: number };
    note(hand, counts, byHand, sent / seconds);
    console.error(`round ${round}: ${[producer, ours, ourExact, hand].map(({ perSecond }) => perSecond.at(-1)?.toFixed(0))}`);
  }
  return table([producer, ours, ourExact, hand], producer, `${count} changes waiting; records of ${size} bytes`);
}

function way(name: string): Way {
  return { name, perSecond: [], cpuSeconds: [], residentMb: 0 };
}

function note(to: Way, counts: boolean, { cpuSeconds, residentMb }: Timed, perSecond: number): void {
  if (!counts) return;
  to.perSecond.push(perSecond);
  to.cpuSeconds.push(cpuSeconds);
  to.residentMb = Math.max(to.residentMb, residentMb);
}

/** Value, key and headers of a record of the feed, on average. Errors: when not all have arrived. */
async function recordBytes({ kafka }: Ground, topic: string, count: number): Promise<number> {
  const records = await readTopic(kafka.servers, topic);
  if (records.length < count) throw new Error(`${records.length} of ${count} events have arrived`);
  const bytes = (text: string | null): number => Buffer.byteLength(text ?? "");
  const sum = records.slice(0, 1000).reduce((total, { key, value, headers }) => {
    return total + bytes(key) + bytes(value) + bytes(Object.entries(headers).flat().join(""));
  }, 0);
  return Math.round(sum / 1000);
}

async function perfTest({ kafka }: Ground, topic: string, count: number, size: number): Promise<Timed> {
  const properties = ["--producer-props", `bootstrap.servers=${kafka.servers.join(",")}`, "acks=all"];
  const records = ["--num-records", String(count), "--record-size", String(size), "--throughput", "-1"];
  const program = ["-cp", `${await kafkaJars()}/*`, "org.apache.kafka.tools.ProducerPerformance"];
  return timed("java", [...program, "--topic", topic, ...records, ...properties]);
}

function table(ways: readonly Way[], baseline: Way, title: string): string {
  const rows = ways.map(({ name, perSecond, cpuSeconds, residentMb }) => {
    const ratio = median(perSecond.map((value, round) => value / (baseline.perSecond[round] ?? value)));
    const range = `${Math.min(...perSecond).toFixed(0)}–${Math.max(...perSecond).toFixed(0)}`;
    return `| ${name} | ${median(perSecond).toFixed(0)} (${range}) | ${ratio.toFixed(2)} | ${median(cpuSeconds).toFixed(1)} | ${residentMb.toFixed(0)} |`;
  });
  return [
    `### Events per second: ${title}`,
    "",
    "| way | events a second (range) | of the first | its CPU s | resident MB |",
    "|---|---:|---:|---:|---:|",
    ...rows,
  ].join("\n");
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
