import type { RowBatch } from "../../runner/src/format/encoder.ts";
import { duckdbAccepts } from "../../runner/src/warehouse/duckdb/source-types.ts";
import type { Reading, Warehouse } from "../../runner/src/warehouse/warehouse.ts";

/** A cell's text; null: NULL. */
export type Row = readonly (string | null)[];

/** What a warehouse of a test does beside giving rows. */
export interface Behaviour {
  /** Rows that the server claims to have sent, when not those that it did. */
  readonly sent?: number;
  readonly counted?: number;
  /** Called before each row; a promise holds the row back, an error breaks the connection. */
  readonly before?: (row: number, signal: AbortSignal) => void | Promise<void>;
}

/** Rows of a test in the shape in which a warehouse sends them, to play what a real one does only when something is wrong. */
export class MemoryWarehouse implements Warehouse {
  readonly name = "memory";
  readonly dialect = "duckdb";
  readonly accepts = duckdbAccepts;
  /** Queries that are open. */
  open = 0;
  queries = 0;
  readonly #columns: readonly string[];
  readonly #rows: readonly Row[];
  readonly #behaviour: Behaviour;

  constructor(columns: readonly string[], rows: readonly Row[], behaviour: Behaviour = {}) {
    this.#columns = columns;
    this.#rows = rows;
    this.#behaviour = behaviour;
  }

  async read(_query: unknown, { signal }: { readonly signal: AbortSignal }): Promise<Reading> {
    signal.throwIfAborted();
    const { sent, counted } = this.#behaviour;
    this.open++;
    this.queries++;
    return {
      columns: await this.describe(),
      ...(counted === undefined ? {} : { counted }),
      batches: this.#batches(signal),
      rows: () => sent ?? this.#rows.length,
      [Symbol.asyncDispose]: async () => {
        this.open--;
      },
    };
  }

  async describe() {
    return this.#columns.map((name) => ({ name, type: "VARCHAR" }));
  }

  async check() {
    return [];
  }

  async [Symbol.asyncDispose]() {}

  async *#batches(signal: AbortSignal): AsyncIterable<RowBatch> {
    for (const [index, row] of this.#rows.entries()) {
      await this.#behaviour.before?.(index, signal);
      signal.throwIfAborted();
      yield dataRow(row);
    }
  }
}

function dataRow(row: Row): Buffer {
  const cells = row.flatMap((cell) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(cell === null ? -1 : Buffer.byteLength(cell));
    return cell === null ? [length] : [length, Buffer.from(cell)];
  });
  const body = Buffer.concat(cells);
  const head = Buffer.alloc(7);
  head.write("D");
  head.writeInt32BE(body.length + 6, 1);
  head.writeInt16BE(row.length, 5);
  return Buffer.concat([head, body]);
}
