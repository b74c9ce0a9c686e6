import { durationText } from "./explain-extract.ts";
import type { ResolvedFeed } from "./project-documents.ts";

/** Where a feed's changes come from, in words: "changes of datafeed.changes", "looks back 10m every 30s". */
export function feedSourceWords(source: ResolvedFeed["source"]): string {
  if ("changes" in source) return `changes of ${source.changes}`;
  return `looks back ${durationText(source.lookbackMs)} every ${durationText(source.everyMs)}`;
}
