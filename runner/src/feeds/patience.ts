import { DatafeedError } from "../errors/datafeed-error.ts";
import { isWorthRepeating } from "../execute/retries.ts";
import { type FeedErrorCode, isRetryable } from "./errors.ts";

const firstPauseMs = 500;
const longestPauseMs = 60_000;

/**
 * What may pass by itself, and needs a person when it stays: so often it is tried again, over about half a minute. A broker that starts
 * doesn't know its topics yet; a transaction that was begun too late fences off the one after it, as the same feed of another ledger
 * would do each time.
 */
const mostTimes: ReadonlyMap<string, number> = new Map<FeedErrorCode, number>([
  ["feed-topic-missing", 6],
  ["feed-fenced", 6],
]);

/** How long a feed waits after its failures in a row. */
export class Patience {
  /** Failures in a row. */
  tries = 0;
  /** The same, by their codes. */
  #met = new Map<string, number>();

  /** Milliseconds until the next try; undefined when the error needs a person. Whoever has worked for a while starts to count anew. */
  pauseAfter(error: unknown, workedMs: number): number | undefined {
    if (workedMs > longestPauseMs) {
      this.tries = 0;
      this.#met = new Map();
    }
    this.tries++;
    if (!this.#passes(error)) return undefined;
    return Math.round(Math.min(firstPauseMs * 2 ** (this.tries - 1), longestPauseMs) * (0.75 + Math.random() / 2));
  }

  #passes(error: unknown): boolean {
    if (!(error instanceof DatafeedError) || !error.code.startsWith("feed-")) return isWorthRepeating(error);
    const times = (this.#met.get(error.code) ?? 0) + 1;
    this.#met.set(error.code, times);
    return isRetryable(error) || times <= (mostTimes.get(error.code) ?? 0);
  }
}
