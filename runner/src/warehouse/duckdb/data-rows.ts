import { DuckDBBlobVector, type DuckDBDataChunk, DuckDBIntegerVector } from "@duckdb/node-api";
import { duckdbText } from "../../format/duckdb-canonical.ts";
import type { RowBatch } from "../../format/encoder.ts";
import type { SourceColumn } from "../warehouse.ts";

/** A batch ends with the row that goes beyond this. */
const batchBytes = 1024 * 1024;

/**
 * The statement whose chunks `dataRows` understands: of each row all cells' text in one blob, and for each cell its length (-1:
 * NULL). One value a row crosses into JavaScript, not one a cell. `where` may compare the columns, as c0, c1 and on.
 */
export function rowTexts(sql: string, columns: readonly SourceColumn[], where?: string): string {
  const cells = columns.map((_, i) => `c${i}`);
  const texts = columns.map(({ type }, i) => `${duckdbText(type, `c${i}`)} AS t${i}`);
  const lengths = cells.map((_, i) => `coalesce(strlen(t${i}), -1)::INTEGER`);
  return [
    `SELECT encode(concat(${cells.map((_, i) => `t${i}`).join(", ")})), ${lengths.join(", ")}`,
    `FROM (SELECT ${texts.join(", ")} FROM (`,
    sql,
    `) AS source(${cells.join(", ")})${where === undefined ? "" : ` WHERE ${where}`})`,
  ].join("\n");
}

/** Turns chunks of `rowTexts` into DataRow messages; the memory of a batch is used again for the next. */
export class DataRows {
  readonly #columns: number;
  #buffer = Buffer.allocUnsafe(2 * batchBytes);

  constructor(columns: number) {
    this.#columns = columns;
  }

  *batches(chunk: DuckDBDataChunk): Generator<RowBatch, void, undefined> {
    const texts = chunk.getColumnVector(0);
    const lengths = Array.from({ length: this.#columns }, (_, i) => chunk.getColumnVector(i + 1));
    if (!(texts instanceof DuckDBBlobVector)) throw new TypeError("The first column holds no blobs.");
    if (!lengths.every((vector) => vector instanceof DuckDBIntegerVector)) throw new TypeError("A length is no integer.");
    let at = 0;
    for (let row = 0; row < chunk.rowCount; row++) {
      at = this.#write(at, texts.getItemBytes(row) ?? new Uint8Array(), lengths, row);
      if (at < batchBytes) continue;
      yield this.#buffer.subarray(0, at);
      at = 0;
    }
    if (at > 0) yield this.#buffer.subarray(0, at);
  }

  /** Writes one message at `start`; where it ends. */
  #write(start: number, text: Uint8Array, lengths: readonly DuckDBIntegerVector[], row: number): number {
    const size = 7 + 4 * this.#columns + text.length;
    if (start + size > this.#buffer.length) {
      this.#buffer = Buffer.concat([this.#buffer.subarray(0, start)], Math.max(2 * this.#buffer.length, start + size));
    }
    const buffer = this.#buffer;
    buffer[start] = 0x44;
    buffer.writeInt32BE(size - 1, start + 1);
    buffer.writeInt16BE(this.#columns, start + 5);
    let at = start + 7;
    let from = 0;
    for (const column of lengths) {
      const length = column.getItem(row) ?? -1;
      at = buffer.writeInt32BE(length, at);
      if (length <= 0) continue;
      const until = from + length;
      if (length > 64) {
        buffer.set(text.subarray(from, until), at);
        at += length;
      } else for (let i = from; i < until; i++) buffer[at++] = text[i] ?? 0;
      from = until;
    }
    return at;
  }
}
