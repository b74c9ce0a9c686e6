import type { Logger } from "pino";
import { messageOf } from "../../errors/datafeed-error.ts";

/** Tells of what is wrong once, and not again before it is over or something else is. */
export class Troubles {
  readonly #log: Logger;
  readonly #told = new Map<string, string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** `extract` is empty where all of them are concerned. */
  of(extract: string, error: unknown): void {
    const message = messageOf(error);
    if (this.#told.get(extract) === message) return;
    this.#told.set(extract, message);
    this.#log.error(
      { err: error, ...(extract !== "" && { extract }) },
      extract === "" ? "schedules stand still" : "its schedule stands still",
    );
  }

  over(extract: string): void {
    this.#told.delete(extract);
  }
}
