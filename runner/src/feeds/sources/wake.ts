import { setTimeout as delay } from "node:timers/promises";

/** A look without a word of the database: it may have been lost. */
const idleMs = 5_000;
/** While committed changes wait for a transaction that is open: soon at first, then less often, as it may be open for hours. */
const firstMs = 10;
const mostMs = 1_000;

/** When to look again. */
export class Wake {
  #word = Promise.withResolvers<void>();
  #againMs = idleMs;

  /** The database said that there is something. */
  up(): void {
    this.#word.resolve();
  }

  /** A look begins: it sees what words before it told of. */
  looks(): void {
    this.#word = Promise.withResolvers();
  }

  /** @param isWaiting Committed changes wait that can't be read yet. */
  looked(isWaiting: boolean): void {
    if (!isWaiting) this.#againMs = idleMs;
    else this.#againMs = this.#againMs === idleMs ? firstMs : Math.min(mostMs, this.#againMs * 1.5);
  }

  /** Until a word, or for a while. Errors: the signal's reason. */
  async wait(signal: AbortSignal, ms = this.#againMs): Promise<void> {
    signal.throwIfAborted();
    const over = new AbortController();
    try {
      await Promise.race([this.#word.promise, delay(ms, undefined, { signal: AbortSignal.any([signal, over.signal]) })]);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      over.abort();
    }
  }
}
