import type { ResolvedFeed } from "../load/project-documents.ts";
import type { FeedOwner } from "./feed-owner.ts";
import type { FeedOptions, FeedParts, FeedResult } from "./feed-parts.ts";
import { runFeed } from "./run-feed.ts";

export interface OwnedOptions extends FeedOptions {
  /** Takes the feed anew, as `ownFeed` does: undefined while another runner has it. */
  own(): Promise<FeedOwner | undefined>;
}

/**
 * Runs a feed as `runFeed` does, and takes it again when the lease ran out and nobody else has taken it: on a machine with too much
 * to do a process may stand still for longer than its lease. Each time as a new owner, who reads anew where the feed stands.
 * Errors: those of `runFeed`; ledger-*.
 */
export async function runOwnedFeed(
  feed: ResolvedFeed,
  first: FeedOwner,
  parts: Omit<FeedParts, "owner">,
  { own, ...options }: OwnedOptions,
): Promise<FeedResult> {
  let result = await runFeed(feed, { ...parts, owner: first }, options);
  while (result.state === "lost" && !options.signal.aborted) {
    await using owner = await own();
    if (owner === undefined) break;
    result = await runFeed(feed, { ...parts, owner }, options);
  }
  return result;
}
