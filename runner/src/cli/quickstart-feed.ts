import { mkdir, readFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import pc from "picocolors";
import { formatCount } from "../commands/units.ts";
import { openFeedFile } from "../connect/open-feed-sink.ts";
import type { ResolvedFeed } from "../load/project-documents.ts";
import { type FeedOutcome, type FeedRunContext, runFeedHere } from "./run-feed-here.ts";

/** How many events are shown, and how much of each. */
const shownEvents = 2;
const shownSigns = 150;

/** Runs a feed into a file, without a broker: all that it would send of the sample. */
export async function feedIntoFile(feed: ResolvedFeed, path: string, context: FeedRunContext): Promise<FeedOutcome> {
  await mkdir(dirname(path), { recursive: true });
  // As it is seen from where the person is.
  const sink = openFeedFile(feed, { to: "file", path: relative(process.cwd(), path) }, false);
  const { ledger } = context.runtime;
  return await runFeedHere(feed, sink, { ...context, ledger, isNew: false, file: { path, fresh: true, withHeaders: false } });
}

/** The first events of the file, cut short. */
export async function firstEvents(feed: ResolvedFeed, path: string, { sent }: FeedOutcome): Promise<string> {
  const lines = (await readFile(path, "utf8")).split("\n", shownEvents).filter((line) => line !== "");
  const title = `${pc.bold(`The feed ${feed.name}`)}: ${formatCount(sent)} events in ${relative(process.cwd(), path)}, such as`;
  return [title, ...lines.map((line) => `  ${line.length > shownSigns ? `${line.slice(0, shownSigns)}…` : line}`)].join("\n");
}
