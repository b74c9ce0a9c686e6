import type { FastifyBaseLogger } from "fastify";
import type { AuditEntry } from "../ledger/audit.ts";

/** More than are kept in memory. */
const mostWaiting = 1000;

/**
 * Takes entries for the audit log. What changes something, runs a query or hands out a file is written before it is answered;
 * reading and refusals are written together a little later, equal entries as one with their number, so that neither a grid which
 * refreshes itself nor somebody who guesses fills the disk.
 */
export class AuditWriter {
  readonly #write: (entries: readonly AuditEntry[]) => Promise<void>;
  readonly #log: FastifyBaseLogger;
  readonly #delayMs: number;
  readonly #waiting = new Map<string, { readonly entry: AuditEntry; times: number }>();
  #timer: NodeJS.Timeout | undefined;
  /** What the next write takes along, and when the last one is done. */
  #pending: AuditEntry[] = [];
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(write: (entries: readonly AuditEntry[]) => Promise<void>, log: FastifyBaseLogger, delayMs: number) {
    this.#write = write;
    this.#log = log;
    this.#delayMs = delayMs;
  }

  /** Returns when they are in the ledger; what comes while one write is under way goes together in the next. */
  write(entries: readonly AuditEntry[]): Promise<void> {
    this.#pending.push(...entries);
    this.#next ??= this.#last.then(() => {
      const together = this.#pending;
      this.#pending = [];
      this.#next = undefined;
      return this.#put(together);
    });
    this.#last = this.#next;
    return this.#last;
  }

  /** A ledger that refuses them does not undo what was done: then the log has them. */
  async #put(entries: readonly AuditEntry[]): Promise<void> {
    try {
      await this.#write(entries);
    } catch (err) {
      this.#log.error({ err, entries }, "The audit log could not be written.");
    }
  }

  /** Returns at once. */
  later(entry: AuditEntry): void {
    const key = JSON.stringify(entry);
    const same = this.#waiting.get(key);
    if (same !== undefined) {
      same.times += 1;
      return;
    }
    this.#waiting.set(key, { entry, times: 1 });
    if (this.#waiting.size >= mostWaiting) void this.flush();
    this.#timer ??= setTimeout(() => void this.flush(), this.#delayMs).unref();
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    await this.write(
      waiting.map(({ entry, times }) => (times === 1 ? entry : { ...entry, detail: { ...entry.detail, times } })),
    );
  }
}
