import type { LeaseTimes } from "../execute/lease.ts";
import type { FeedName } from "../ledger/feeds/control-feed.ts";
import { type FeedStanding, feedLease } from "../ledger/feeds/feed-state.ts";
import { type FeedEpoch, takeFeed } from "../ledger/feeds/own-feed.ts";
import { releaseLease, takeLease } from "../ledger/leases.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { elapsedMs, type Moment, momentNow } from "./elapsed.ts";

/** After so long without a sign of its runner, another one may take a feed. */
export const feedLeaseTimes: LeaseTimes = { leaseMs: 10_000, heartbeatMs: 3_000 };

/**
 * Takes a feed for a runner: undefined while another one has it. The owner keeps the lease until it is disposed of. Errors:
 * ledger-*.
 */
export async function ownFeed(
  ledger: Ledger,
  feed: FeedName & { readonly definitionHash: string },
  holder: string,
  times: LeaseTimes = feedLeaseTimes,
): Promise<FeedOwner | undefined> {
  const askedAt = momentNow();
  const lease = await takeLease(ledger, feedLease(feed.key), holder, times.leaseMs);
  if (lease === undefined) return undefined;
  const state = await takeFeed(ledger, feed, holder);
  return state === undefined ? undefined : new FeedOwner(ledger, { feed, holder, state, times, askedAt });
}

interface Ownership {
  readonly feed: FeedName;
  readonly holder: string;
  readonly state: FeedStanding;
  readonly times: LeaseTimes;
  readonly askedAt: Moment;
}

/** That a feed is this runner's. */
export class FeedOwner implements AsyncDisposable, FeedEpoch {
  readonly key: string;
  readonly name: string;
  readonly epoch: number;
  readonly #ledger: Ledger;
  readonly #holder: string;
  readonly #times: LeaseTimes;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #ending: NodeJS.Timeout | undefined;
  /** When the lease was asked for. This machine counts from before the ledger does: it ends first here. */
  #askedAt: Moment;
  #renewing: Promise<void> | undefined;

  constructor(ledger: Ledger, { feed, holder, state, times, askedAt }: Ownership) {
    this.key = feed.key;
    this.name = feed.name;
    this.epoch = state.epoch;
    this.#ledger = ledger;
    this.#holder = holder;
    this.#times = times;
    this.#askedAt = askedAt;
    this.#endOnTime();
    this.#timer = setInterval(() => this.#tick(), times.heartbeatMs);
    this.#timer.unref();
  }

  /** Aborted when the feed is, or may be, another runner's. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Whether it is this runner's now, be the process or the machine just woken up. */
  get isHeld(): boolean {
    if (elapsedMs(this.#askedAt) >= this.#times.leaseMs) this.#lost.abort();
    return !this.#lost.signal.aborted;
  }

  /** It has another owner: something that was written found that out. */
  lose(): void {
    this.#lost.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
    clearTimeout(this.#ending);
    if (this.isHeld) await releaseLease(this.#ledger, feedLease(this.key), this.#holder).catch(() => {});
    this.#lost.abort();
  }

  #tick(): void {
    if (!this.isHeld) return;
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
  }

  async #renew(): Promise<void> {
    const askedAt = momentNow();
    try {
      const lease = await takeLease(this.#ledger, feedLease(this.key), this.#holder, this.#times.leaseMs);
      if (lease === undefined) return this.#lost.abort();
      this.#askedAt = askedAt;
      this.#endOnTime();
    } catch {
      // A ledger that does not answer may be back before the lease ends.
    }
  }

  /** Even while the ledger keeps us waiting for its answer. */
  #endOnTime(): void {
    clearTimeout(this.#ending);
    this.#ending = setTimeout(() => this.#lost.abort(), Math.max(0, this.#times.leaseMs - elapsedMs(this.#askedAt)));
    this.#ending.unref();
  }
}
