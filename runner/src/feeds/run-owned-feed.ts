import { setTimeout as after } from "node:timers/promises";
import type { ResolvedFeed } from "../load/project-documents.ts";
import type { FeedOwner } from "./feed-owner.ts";
import type { FeedOptions, FeedParts, FeedResult } from "./feed-parts.ts";
import { Patience } from "./patience.ts";
import { mostTriesOnce, runFeed } from "./run-feed.ts";

export interface OwnedOptions extends FeedOptions {
  /** Takes the feed anew, as `ownFeed` does: undefined while another runner has it. */
  own(): Promise<FeedOwner | undefined>;
}

/**
 * Runs a feed as `runFeed` does, and takes it again when the lease ran out and nobody else has taken it: on a machine with too much
 * to do a process may stand still for longer than its lease. Each time as a new owner, who reads anew where the feed stands. A
 * ledger that is away meanwhile is waited for. Errors: those of `runFeed`; with `once` ledger-*.
 */
export async function runOwnedFeed(
  feed: ResolvedFeed,
  first: FeedOwner,
  parts: Omit<FeedParts, "owner">,
  { own, ...options }: OwnedOptions,
): Promise<FeedResult> {
  let result = await runFeed(feed, { ...parts, owner: first }, options);
  while (result.state === "lost" && !options.signal.aborted) {
    await using owner = await ownAgain(own, parts, options);
    if (owner === undefined) break;
    result = await runFeed(feed, { ...parts, owner }, options);
  }
  return options.signal.aborted && result.state === "lost" ? { state: "cancelled" } : result;
}

/** The ledger without which the lease ran out may still be away. Undefined: another runner has the feed, or the signal aborts. */
async function ownAgain(
  own: OwnedOptions["own"],
  { onEvent }: Pick<FeedParts, "onEvent">,
  { once = false, signal }: FeedOptions,
): Promise<FeedOwner | undefined> {
  const patience = new Patience();
  while (!signal.aborted) {
    try {
      return await own();
    } catch (error) {
      const inMs = patience.pauseAfter(error);
      if (inMs === undefined || (once && patience.tries >= mostTriesOnce)) throw error;
      onEvent?.({ what: "retry", error, inMs });
      await after(inMs, undefined, { signal }).catch(() => {});
    }
  }
  return undefined;
}
