import type { Logger } from "pino";
import type { SourceProblem } from "../../commands/commands.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";

export interface RoundsOptions {
  /** One round. Errors are logged, and the next round is made after a while. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  readonly everyMs: number;
  readonly log: Logger;
}

/** The longest pause after failures. */
const mostPauseMs = 300_000;
const firstPauseMs = 1_000;

/** Does the same again and again, never twice at a time: after a while, and at once when asked to. */
export class Rounds {
  readonly #options: RoundsOptions;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #failures = 0;
  #problem: SourceProblem | undefined;

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  /** Why the last round failed; undefined when it did not. */
  get problem(): SourceProblem | undefined {
    return this.#problem;
  }

  /** Makes a round that begins after this call, and answers when it has ended, well or not. */
  soon(): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.resolve();
    if (this.#running === undefined) return this.#begin();
    // However many ask while one is under way, one more is enough for all.
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#stopping.signal.aborted ? undefined : this.#begin();
    });
    return this.#next;
  }

  /** Makes the first round after the usual pause. */
  later(): void {
    clearTimeout(this.#timer);
    if (this.#stopping.signal.aborted) return;
    this.#timer = setTimeout(() => void this.soon(), this.#pauseMs());
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  #begin(): Promise<void> {
    clearTimeout(this.#timer);
    this.#running = this.#round().finally(() => {
      this.#running = undefined;
      this.later();
    });
    return this.#running;
  }

  async #round(): Promise<void> {
    const { work, log } = this.#options;
    try {
      await work(this.#stopping.signal);
      if (this.#problem !== undefined) log.info({ since: this.#problem.since }, "the source can be read again");
      this.#failures = 0;
      this.#problem = undefined;
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#failures += 1;
      const problem = problemOf(error, this.#problem?.since ?? new Date().toISOString());
      // Said once, and again when it is another one.
      if (problem.message !== this.#problem?.message) log.warn({ err: error, code: problem.code }, problem.message);
      this.#problem = problem;
    }
  }

  /** After a failure sooner than usual, then less and less often, and at last more seldom than usual. */
  #pauseMs(): number {
    const { everyMs } = this.#options;
    if (this.#failures === 0) return everyMs;
    const most = Math.max(everyMs, mostPauseMs);
    return Math.min(most, firstPauseMs * 2 ** (this.#failures - 1));
  }
}

function problemOf(error: unknown, since: string): SourceProblem {
  if (!(error instanceof DatafeedError)) return { code: "unexpected", message: "The documents can't be read.", since };
  const { code, message, hint } = error;
  return { code, message, ...(hint !== undefined && { hint }), since };
}
