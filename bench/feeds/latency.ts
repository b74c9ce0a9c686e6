import { setTimeout } from "node:timers/promises";
import { consume } from "../../test/support/kafka/kcat.ts";
import type { Ground } from "./ground.ts";
import { startRunner } from "./running.ts";

/** From the answer to COMMIT to the line that kcat prints, one small transaction after the other, with pauses between. */
export async function benchLatency(ground: Ground, count: number): Promise<string> {
  const feed = await ground.prepare({ name: "bench", topic: "latency", rows: "ticks" });
  await using _runner = await startRunner(feed.run("begun.sqlite"));
  const committed = new Map<string, number>();
  const took: number[] = [];
  const ended = new AbortController();
  const reading = (async () => {
    for await (const { key } of consume(ground.kafka.servers, "latency", { signal: ended.signal })) {
      const at = committed.get(key ?? "");
      if (at !== undefined) took.push(performance.now() - at);
    }
  })();
  // The first ones are not counted: everything opens its connections.
  for (let at = -20; at < count; at++) {
    await ground.sql.query("insert into reporting.ticks values ($1, $2, now())", [at + 1_000_000_000, `latency-${at}`]);
    if (at >= 0) committed.set(`latency-${at}`, performance.now());
    await setTimeout(at < 0 ? 500 : 20 + ((at * 7) % 60));
  }
  const deadline = performance.now() + 30_000;
  while (took.length < count && performance.now() < deadline) await setTimeout(50);
  ended.abort();
  await reading;
  const sorted = took.sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN).toFixed(0);
  return [
    "### From commit to consumer",
    "",
    "| events | p50 ms | p90 ms | p99 ms (bound: 250) | most ms |",
    "|---:|---:|---:|---:|---:|",
    `| ${sorted.length} | ${at(0.5)} | ${at(0.9)} | ${at(0.99)} | ${at(1)} |`,
  ].join("\n");
}
