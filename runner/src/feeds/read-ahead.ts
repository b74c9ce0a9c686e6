import type { FeedPosition } from "./position.ts";
import type { FeedBatch, FeedSource } from "./sources/source.ts";

/**
 * Reads the next batch of a source while the one before is sent. A source answers one question at a time: whoever has another
 * settles this one first.
 */
export class ReadAhead {
  readonly #source: FeedSource;
  readonly #signal: AbortSignal;
  #ahead: Promise<FeedBatch | undefined> | undefined;

  constructor(source: FeedSource, signal: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
  }

  /** The batch after a position: the one that is being read, if any. Errors: of the source. */
  async next(position: FeedPosition): Promise<FeedBatch | undefined> {
    const ahead = this.#ahead ?? this.#source.next(position, this.#signal);
    this.#ahead = undefined;
    return ahead;
  }

  /** Begins to read what follows a position. What fails is thrown by `next`. */
  begin(position: FeedPosition): void {
    this.#ahead = this.#source.next(position, this.#signal);
    this.#ahead.catch(() => {});
  }

  /** Returns when nobody reads. */
  async settle(): Promise<void> {
    await this.#ahead?.catch(() => {});
  }

  /** What was read after another position is read again. */
  async drop(): Promise<void> {
    await this.settle();
    this.#ahead = undefined;
  }
}
