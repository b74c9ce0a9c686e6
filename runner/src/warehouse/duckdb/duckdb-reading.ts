import type { DuckDBResult } from "@duckdb/node-api";
import type { Query } from "../../compile/plan.ts";
import type { RowBatch } from "../../format/encoder.ts";
import type { Reading, SourceColumn } from "../warehouse.ts";
import { DataRows, rowTexts } from "./data-rows.ts";
import type { DuckdbSession } from "./duckdb-session.ts";
import type { Slice, Slicer } from "./slices.ts";

/** The rows of one query. Nothing is computed while the consumer is busy, but for the engine's small buffer. */
export class DuckdbReading implements Reading {
  readonly columns: readonly SourceColumn[];
  readonly counted?: number;
  readonly batches: AsyncIterable<RowBatch>;
  readonly #session: DuckdbSession;
  #started = false;
  #read = 0;
  #rows: number | undefined;

  constructor(session: DuckdbSession, query: Query, columns: readonly SourceColumn[], options: ReadingOptions) {
    const { counted, slicer } = options;
    this.#session = session;
    this.columns = columns;
    if (counted !== undefined) this.counted = counted;
    this.batches = { [Symbol.asyncIterator]: () => this.#batches(query, slicer) };
  }

  rows(): number {
    if (this.#rows === undefined) throw new Error("The rows are known after the last batch.");
    return this.#rows;
  }

  async *#batches(query: Query, slicer: Slicer | undefined): AsyncGenerator<RowBatch, void, undefined> {
    if (this.#started) throw new Error("The rows can be read once.");
    this.#started = true;
    const dataRows = new DataRows(this.columns.length);
    if (slicer === undefined) yield* this.#slice(query, dataRows, undefined);
    for (;;) {
      const slice = await slicer?.next();
      if (slice === undefined) break;
      const before = this.#read;
      let bytes = 0;
      for await (const batch of this.#slice(query, dataRows, slice)) {
        bytes += batch.length;
        yield batch;
      }
      slicer?.was(this.#read - before, bytes);
    }
    this.#rows = this.#read;
  }

  async *#slice(query: Query, dataRows: DataRows, slice: Slice | undefined): AsyncGenerator<RowBatch, void, undefined> {
    const parameters = [...query.parameters, ...(slice?.bounds ?? [])];
    const result = await this.#session.stream(rowTexts(query.sql, this.columns, slice?.where), { sql: query.sql, parameters });
    for (;;) {
      const chunk = await this.#fetch(result);
      if (chunk === null || chunk.rowCount === 0) break;
      this.#read += chunk.rowCount;
      yield* dataRows.batches(chunk);
    }
  }

  #fetch(result: DuckDBResult) {
    return this.#session.step(() => result.fetchChunk());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }
}

interface ReadingOptions {
  readonly counted: number | undefined;
  /** Cuts the answer where it could be too large for memory. */
  readonly slicer: Slicer | undefined;
}
