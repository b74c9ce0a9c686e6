import { setTimeout } from "node:timers/promises";
import { feedLease } from "../ledger/feeds/feed-state.ts";
import { leaseEnd } from "../ledger/leases.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { type FeedOwner, feedLeaseTimes, ownFeed } from "./feed-owner.ts";

/** So often a feed is asked for that another runner has. */
const askEveryMs = 250;

export interface Waiting {
  readonly signal: AbortSignal;
  /** It is another runner's, and is waited for from now on. Called once. */
  readonly onWait: () => void;
}

/**
 * Takes a feed as `ownFeed` does, and waits for the lease of one that died: undefined when its runner gives a sign of life, when the
 * lease lasts longer than leases do, or when the signal is aborted. Errors: ledger-*.
 */
export async function awaitFeed(
  ledger: Ledger,
  feed: Parameters<typeof ownFeed>[1],
  holder: string,
  { signal, onWait }: Waiting,
): Promise<FeedOwner | undefined> {
  const deadline = performance.now() + feedLeaseTimes.leaseMs + 2_000;
  let until: string | undefined;
  let isWaiting = false;
  while (!signal.aborted) {
    const owner = await ownFeed(ledger, feed, holder);
    if (owner !== undefined) return owner;
    const now = await leaseEnd(ledger, feedLease(feed.key));
    // Renewed by one that lives; or let go just now.
    if (until !== undefined && now !== until) return ownFeed(ledger, feed, holder);
    if (performance.now() > deadline) return undefined;
    until = now;
    if (!isWaiting) onWait();
    isWaiting = true;
    await setTimeout(askEveryMs, undefined, { signal }).catch(() => {});
  }
  return undefined;
}
