import type { SourceLag } from "./sources/source.ts";

/** What happens in a feed, for whoever watches. */
export type FeedProgress =
  | {
      readonly what: "batch";
      /** Events sent, by type. */
      readonly sent: ReadonlyMap<string, number>;
      readonly deadLetters: number;
      /** Held from now on, and no longer. */
      readonly held: number;
      readonly released: number;
      readonly bytes: number;
      /** From the order to the ledger's word. */
      readonly tookMs: number;
      /** Events a second, over about a minute. */
      readonly rate: number;
      readonly purpose?: "snapshot" | "lookback" | "replay";
    }
  /** It ran for the first time: its first position is kept, and what commits from here on is read. By the process's clock. */
  | { readonly what: "began"; readonly at: string }
  | { readonly what: "lag"; readonly lag: SourceLag; readonly rate: number }
  /** Nothing is unread. */
  | { readonly what: "caught-up" }
  /** Something failed that passes. */
  | { readonly what: "retry"; readonly error: unknown; readonly inMs: number }
  /** A transaction was found that the last owner had not heard the end of. */
  | { readonly what: "recovered"; readonly batch: number; readonly was: "committed" | "undone" };

export type FeedListener = (progress: FeedProgress) => void;

/** Events a second, over the last minute or since it began. */
export class Rate {
  readonly #seconds = new Map<number, number>();
  readonly #startedAt: number;

  constructor(now: number) {
    this.#startedAt = now;
  }

  /** `now` in milliseconds, never less than before. */
  add(events: number, now: number): void {
    const second = Math.floor(now / 1000);
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + events);
  }

  at(now: number): number {
    const from = Math.floor(now / 1000) - 60;
    let events = 0;
    for (const [second, count] of this.#seconds) {
      if (second <= from) this.#seconds.delete(second);
      else events += count;
    }
    return events / Math.min(60, Math.max(1, (now - this.#startedAt) / 1000));
  }
}
