/** Says how far a run is, at most ten times a second. */
export class Progress {
  readonly #report: (rows: number, bytes: number, elapsedMs: number) => void;
  readonly #startedAt = performance.now();
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(report: (rows: number, bytes: number, elapsedMs: number) => void) {
    this.#report = report;
  }

  /** Bytes are content, before compression. */
  at(rows: number, bytes: number): void {
    const now = performance.now();
    if (now - this.#reportedAt < 100) return;
    this.#reportedAt = now;
    this.#report(rows, bytes, Math.round(now - this.#startedAt));
  }
}
