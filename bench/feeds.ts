import { openGround } from "./feeds/ground.ts";
import { benchLatency } from "./feeds/latency.ts";
import { benchMemory } from "./feeds/memory.ts";
import { benchThroughput } from "./feeds/throughput.ts";
import { benchTriggers } from "./feeds/triggers.ts";
import { benchWriters } from "./feeds/writers.ts";
import { buildCli } from "./prepare.ts";

export interface FeedBench {
  /** Changes that wait, for the throughput. */
  readonly changes: number;
  readonly rounds: number;
  /** Small events, for the memory. */
  readonly events: number;
  /** Which of latency, throughput, memory, triggers, writers; empty: all. */
  readonly part: string;
}

/** Feeds from PostgreSQL's change table to a real Kafka, both on this machine: the report. */
export async function benchFeeds({ changes, rounds, events, part }: FeedBench): Promise<string> {
  buildCli();
  const parts = [
    ["latency", () => openAnd((ground) => benchLatency(ground, 1000))],
    ["throughput", () => openAnd((ground) => benchThroughput(ground, changes, rounds))],
    ["memory", () => openAnd((ground) => benchMemory(ground, events))],
    ["triggers", () => openAnd((ground) => benchTriggers(ground, rounds))],
    ["writers", () => benchWriters(rounds)],
  ] as const;
  const reports: string[] = [];
  for (const [name, run] of parts) if (name.includes(part)) reports.push(await run());
  return reports.join("\n\n");
}

async function openAnd(work: (ground: Awaited<ReturnType<typeof openGround>>) => Promise<string>): Promise<string> {
  await using ground = await openGround();
  return await work(ground);
}
