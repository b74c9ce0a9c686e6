/** What the events of one batch are to weigh, about. */
export const enoughBytes = 4 * 1024 * 1024;
/** More at once are hardly quicker: what a question costs beside its rows is shared by enough of them. */
const mostRows = 5_000;

/** How many rows are read at once: more while they are small, fewer when they are large or one of them can't be read. */
export class BatchSize {
  #rows = 100;

  get rows(): number {
    return this.#rows;
  }

  /** What one of them is taken to weigh, in bytes: so many weigh no more than a batch. */
  get rowBytes(): number {
    return Math.floor(enoughBytes / this.#rows);
  }

  /** Rows were read, and made events of so many bytes. */
  weighed(rows: number, bytes: number): void {
    if (rows === 0) return;
    const fitting = Math.floor(enoughBytes / Math.max(1, bytes / rows));
    this.#rows = Math.max(1, Math.min(mostRows, fitting, this.#rows * 2));
  }

  /** One of the rows can't be read; false: it is the only one. */
  halve(): boolean {
    if (this.#rows === 1) return false;
    this.#rows = Math.floor(this.#rows / 2);
    return true;
  }
}

/** A size for each event type: what rows of one weigh says nothing of those of another. */
export class BatchSizes {
  readonly #sizes = new Map<string, BatchSize>();

  of(type: string): BatchSize {
    const size = this.#sizes.get(type) ?? new BatchSize();
    this.#sizes.set(type, size);
    return size;
  }

  /** The largest of them, in rows. */
  get most(): number {
    return Math.max(0, ...[...this.#sizes.values()].map(({ rows }) => rows));
  }
}
