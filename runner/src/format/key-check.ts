/** What is wrong with a key: the position of a NULL cell, or a key equal to the row's before. */
export type KeyProblem = { readonly empty: number } | "duplicate";

/** Compares the key of each row with the row's before: the order is total only when no two neighbours are equal. */
export class KeyCheck {
  /** Positions of the key columns in ascending order: the order in which a row is walked. */
  readonly #positions: readonly number[];
  /** Lengths and bytes of the key cells. */
  #previous = Buffer.alloc(256);
  #previousLength = 0;
  #current = Buffer.alloc(256);

  constructor(key: readonly number[]) {
    this.#positions = [...key].sort((a, b) => a - b);
  }

  /** Checks the DataRow message that begins at `at`. */
  check(rows: Buffer, at: number): KeyProblem | undefined {
    if (this.#positions.length === 0) return undefined;
    let cell = at + 7;
    let column = 0;
    let length = 0;
    for (const position of this.#positions) {
      for (; column < position; column++) cell += 4 + Math.max(0, rows.readInt32BE(cell));
      const bytes = rows.readInt32BE(cell);
      if (bytes < 0) return { empty: position };
      const end = length + 4 + bytes;
      if (end > this.#current.length) this.#current = Buffer.concat([this.#current], end * 2);
      rows.copy(this.#current, length, cell, cell + 4 + bytes);
      length = end;
    }
    const same = length === this.#previousLength && this.#current.compare(this.#previous, 0, length, 0, length) === 0;
    [this.#previous, this.#current] = [this.#current, this.#previous];
    this.#previousLength = length;
    return same ? "duplicate" : undefined;
  }
}
