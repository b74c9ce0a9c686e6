import type { FeedPosition } from "../position.ts";
import { withMicroseconds } from "./pass.ts";

/**
 * Source `lookback`: ids of events that were raised before need not be remembered, for nothing that is under way or comes will find
 * their rows again. Looks go on beside a snapshot, which finds what they have sent when it comes to its end. UTC, ISO 8601 with
 * microseconds; undefined: no look was over yet.
 */
export function rememberedFrom({ lookedUntil, passes }: FeedPosition, lookbackMs: number): string | undefined {
  if (lookedUntil === undefined) return undefined;
  const ends = passes.flatMap(({ purpose, to }) => (purpose === "snapshot" ? [to] : []));
  const [first = lookedUntil] = [lookedUntil, ...ends].toSorted();
  return withMicroseconds(new Date(Date.parse(first) - lookbackMs).toISOString());
}
