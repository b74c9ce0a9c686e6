import { feedCampaign } from "./feed-campaign.ts";
import { startFeedServers } from "./feed-ground.ts";

export interface FeedSoakOptions {
  readonly conversations: number;
  readonly kills: number;
  readonly restarts: number;
  readonly seed: number;
  /** Only grounds whose name holds this. */
  readonly only: string;
}

const grounds = [
  { name: "feed, at least once", delivery: "at-least-once", command: "serve" },
  { name: "feed, transactional", delivery: "transactional", command: "run" },
] as const;

/** Runs a campaign for each way of delivery, on servers of its own; a table, and whether all was as promised. */
export async function soakFeeds(options: FeedSoakOptions): Promise<{ readonly table: string; readonly sound: boolean }> {
  const { conversations, kills, restarts, seed } = options;
  const rows: string[] = [];
  let sound = true;
  for (const { name, ...ways } of grounds.filter((ground) => ground.name.includes(options.only))) {
    await using servers = await startFeedServers();
    const say = (line: string) => process.stderr.write(`${name}: ${line}\n`);
    const result = await feedCampaign(servers, { ...ways, conversations, kills, restarts, seed, writers: 8, say });
    sound &&= result.violations.length === 0;
    for (const line of result.violations) say(line);
    const { committed, rolledBack } = result.written;
    const counts = [conversations, result.real, committed, rolledBack, kills, restarts, result.events, result.repeats];
    const ends = [result.deadLetters, result.violations.length, `${Math.round(result.seconds)} s`];
    rows.push(`| ${[name, ...[...counts, ...ends].map((cell) => cell.toLocaleString("en"))].join(" | ")} |`);
  }
  return { table: [...head, ...rows, "", `Seed ${seed}.`, ""].join("\n"), sound };
}

const head = [
  "| delivery | conversations | of them real | changes committed | rolled back | runner killed | broker restarted | events | repeats | without a beginning: dead letters | violations | took |",
  "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
];
