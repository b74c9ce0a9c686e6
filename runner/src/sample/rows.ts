import type { Cell, Table } from "./tables.ts";

/** Rows on their way into the sample warehouse, gathered by table. */
export class Rows {
  readonly #byTable = new Map<Table, Cell[][]>();
  #count = 0;

  /** Adds a row: one cell for each column of the table, in order. */
  add(table: Table, row: Cell[]): void {
    const rows = this.#byTable.get(table);
    if (rows === undefined) this.#byTable.set(table, [row]);
    else rows.push(row);
    this.#count += 1;
  }

  /** The tables that have rows, in the order in which they got their first one. */
  tables(): IterableIterator<[Table, readonly Cell[][]]> {
    return this.#byTable.entries();
  }

  get count(): number {
    return this.#count;
  }
}
