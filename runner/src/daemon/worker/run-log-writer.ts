import type { Logger } from "pino";
import type { Ledger } from "../../ledger/ledger.ts";
import { appendLog, type LogEntry, type PastEntry } from "../../ledger/run-log.ts";

/** Lines that come together are written together. */
const gatherMs = 250;
/** A ledger that does not take them is no reason to fill the memory. */
const mostWaiting = 200;

/** Writes the log of one run into the ledger. A log that can't be written keeps no run from going on. */
export class RunLogWriter {
  readonly #ledger: Ledger;
  readonly #attempt: string;
  readonly #log: Logger;
  #waiting: PastEntry[] = [];
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(ledger: Ledger, attempt: string, log: Logger) {
    this.#ledger = ledger;
    this.#attempt = attempt;
    this.#log = log;
  }

  add(entry: LogEntry): void {
    if (this.#waiting.length < mostWaiting) this.#waiting.push({ ...entry, happenedAt: performance.now() });
    this.#timer ??= setTimeout(() => void this.flush(), gatherMs);
  }

  /** Returns when all lines are written, or have failed to be. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
    if (this.#waiting.length === 0) return;
    this.#writing = this.#write(this.#waiting.splice(0)).finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async #write(entries: readonly PastEntry[]): Promise<void> {
    try {
      await appendLog(this.#ledger, this.#attempt, entries);
    } catch (error) {
      this.#log.warn({ err: error, run: this.#attempt, lines: entries.length }, "lines of a run's log could not be written");
    }
  }
}
