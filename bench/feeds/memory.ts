import { setTimeout } from "node:timers/promises";
import { topicEnd } from "../../test/support/kafka/topic-end.ts";
import type { Ground } from "./ground.ts";
import { startRunner } from "./running.ts";

/** The feed's resident memory while it sends millions of small events that wait in the change table. */
export async function benchMemory(ground: Ground, count: number): Promise<string> {
  const feed = await ground.prepare({ name: "bench", topic: "memory", rows: "ticks" });
  const page = 500_000;
  for (let from = 0; from < count; from += page) {
    const until = Math.min(count, from + page) - 1;
    await ground.sql.query(
      "insert into reporting.ticks select i, 'call-' || i % 100000, now() from generate_series($1::bigint, $2::bigint) i",
      [from, until],
    );
  }
  await ground.sql.query("analyze");
  await using runner = await startRunner(feed.run("begun.sqlite"));
  const began = performance.now();
  const samples: { readonly sent: number; readonly residentMb: number; readonly seconds: number }[] = [];
  for (;;) {
    if (!runner.running) throw new Error("the feed ended");
    const sent = await topicEnd(ground.kafka.servers, "memory", 6);
    samples.push({ sent, residentMb: runner.residentMb(), seconds: (performance.now() - began) / 1000 });
    if (sent >= count) break;
    await setTimeout(2_000);
  }
  const steps = Array.from({ length: 10 }, (_, at) => ((at + 1) * count) / 10);
  const rows = steps.flatMap((most) => {
    const within = samples.filter(({ sent }) => sent > most - count / 10 && sent <= most);
    const resident = within.map(({ residentMb }) => residentMb);
    const [low, high] = [Math.min(...resident), Math.max(...resident)];
    const seconds = within.at(-1)?.seconds.toFixed(0) ?? "";
    const line = `| ${(most / 1e6).toFixed(2)} | ${low.toFixed(0)} to ${high.toFixed(0)} | ${seconds} |`;
    return within.length === 0 ? [] : [line];
  });
  return [
    `### Memory over ${(count / 1e6).toFixed(1)} million events`,
    "",
    "| million events sent | resident MB | after s |",
    "|---:|---:|---:|",
    ...rows,
  ].join("\n");
}
