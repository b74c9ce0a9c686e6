import { DatafeedError } from "../errors/datafeed-error.ts";
import { isWorthRepeating } from "../execute/retries.ts";
import { type FeedErrorCode, isRetryable } from "./errors.ts";
import type { FeedProgress } from "./feed-progress.ts";

const firstPauseMs = 500;
const longestPauseMs = 60_000;

/** A feed that goes wrong in one way at most so often in a row goes on by itself: over about half a minute. */
const fewTimes = 6;

const fenced: FeedErrorCode = "feed-fenced";
const incomplete: FeedErrorCode = "feed-program-incomplete";

/**
 * What may pass by itself, and needs a person when it stays. A broker that starts doesn't know its topics yet; a transaction that
 * was begun too late fences off the one after it, as the same feed of another ledger would do each time. Program files that were
 * changed under a running process, and mistakes of the program, stay.
 */
const triedFewTimes: ReadonlySet<string> = new Set([
  "feed-topic-missing",
  fenced,
  incomplete,
  "SyntaxError",
  "TypeError",
  "ReferenceError",
]);

/** How long a feed waits after its failures in a row. */
export class Patience {
  /** Failures in a row. */
  tries = 0;
  /** The same, by kind. */
  readonly #met = new Map<string, number>();

  /** Milliseconds until the next try; undefined when the error needs a person. */
  pauseAfter(error: unknown): number | undefined {
    const kind = kindOf(error);
    const times = (this.#met.get(kind) ?? 0) + 1;
    this.#met.set(kind, times);
    this.tries++;
    if (triedFewTimes.has(kind) ? times > fewTimes : !passes(error)) return undefined;
    const pauseMs = Math.min(firstPauseMs * 2 ** (Math.max(this.tries, times) - 1), longestPauseMs);
    return Math.round(pauseMs * (0.75 + Math.random() / 2));
  }

  /**
   * Hears what the feed does that many milliseconds after its last try began: who delivers a batch starts to count anew, and who
   * still gives signs of work after the longest pause. Standing still for long is none.
   */
  hear(what: FeedProgress["what"], afterMs: number): void {
    const isLong = what === "lag" && afterMs > longestPauseMs;
    if (what !== "batch" && !isLong) return;
    this.tries = 0;
    for (const kind of this.#met.keys()) {
      // Two that fence each other off deliver in turn.
      if (kind !== fenced || afterMs > longestPauseMs) this.#met.delete(kind);
    }
  }
}

function kindOf(error: unknown): string {
  if (error instanceof DatafeedError) return error.code;
  return error instanceof Error ? error.name : "";
}

function passes(error: unknown): boolean {
  if (error instanceof DatafeedError && error.code.startsWith("feed-")) return isRetryable(error);
  return isWorthRepeating(error);
}
