import type { Parameter, Query, Slices } from "../../compile/plan.ts";
import type { SourceColumn } from "../warehouse.ts";
import type { DuckdbSession } from "./duckdb-session.ts";

/** So many rows are read before it is known how large they are. */
const firstRows = 1_000;
/** Rows may be larger further on. */
const mostGrowth = 4;
/** The part of the memory limit that the text of a slice takes: while it is put together, it stands there several times. */
const share = 1 / 16;

/** A stretch of the answer: a condition on its columns, and the values that it binds beyond the query's own. */
export interface Slice {
  readonly where: string;
  readonly bounds: readonly Parameter[];
}

/** The key of a row: the text of each part. */
type Key = readonly string[];

/**
 * Cuts an answer into slices by its key. DuckDB holds the JSON of an answer's child rows in memory, whole, before its first row
 * comes, and can't put it on the disk: of a slice it is little (docs/decisions/0013).
 */
export class Slicer {
  readonly #session: DuckdbSession;
  readonly #keys: Query;
  /** Of each part of the key: its place in the answer, and its type. */
  readonly #parts: readonly { readonly cell: string; readonly type: string }[];
  /** So many values the answer's own query binds. */
  readonly #bound: number;
  readonly #targetBytes: number;
  #rows = firstRows;
  #after: Key | undefined;
  #isLast = false;

  private constructor(session: DuckdbSession, options: SlicerOptions) {
    this.#session = session;
    this.#keys = options.keys;
    this.#parts = options.parts;
    this.#bound = options.bound;
    this.#targetBytes = options.targetBytes;
  }

  /** Undefined where one slice is enough, or a key is empty: that is for the encoder to say. */
  static async of(
    session: DuckdbSession,
    { keys, columns }: Slices,
    query: Query,
    answer: readonly SourceColumn[],
  ): Promise<Slicer | undefined> {
    const parts = columns.map((column) => {
      const type = answer[column]?.type;
      if (type === undefined) throw new TypeError("The answer lacks a column that it is cut by.");
      return { cell: `c${column}`, type };
    });
    await session.describe(keys);
    const names = parts.map((_, i) => `k${i}`);
    const counts = `SELECT count(*), ${names.map((name) => `count(${name})`).join(", ")} FROM ${keysOf(keys, names)}`;
    const [[rows, ...keyed] = []] = await session.rows(counts, keys);
    if (Number(rows) <= firstRows || keyed.some((count) => count !== rows)) return undefined;
    const [[limit] = []] = await session.rows("SELECT current_setting('memory_limit')", { sql: "", parameters: [] });
    const targetBytes = bytesOf(String(limit)) * share;
    return new Slicer(session, { keys, parts, bound: query.parameters.length, targetBytes });
  }

  /** The next slice; undefined after the last. Rows with the same key stay together. */
  async next(): Promise<Slice | undefined> {
    if (this.#isLast) return undefined;
    const after = this.#after;
    const last = await this.#edge(after);
    this.#isLast = last === undefined;
    if (last !== undefined) this.#after = last;
    const cells = this.#parts.map(({ cell }) => cell);
    return this.#between(cells, this.#bound, after, last);
  }

  /** Told what the last slice held, it makes the next as large as memory allows. */
  was(rows: number, bytes: number): void {
    const fits = Math.floor((rows * this.#targetBytes) / Math.max(bytes, 1));
    this.#rows = Math.max(1, Math.min(fits, this.#rows * mostGrowth));
  }

  /** The key of the row with which the next slice ends. */
  async #edge(after: Key | undefined): Promise<Key | undefined> {
    const names = this.#parts.map((_, i) => `k${i}`);
    const { where, bounds } = this.#between(names, this.#keys.parameters.length, after, undefined);
    const sql = [
      `SELECT ${names.map((name) => `${name}::VARCHAR`).join(", ")} FROM ${keysOf(this.#keys, names)}`,
      `WHERE ${where} ORDER BY ${names.join(", ")} LIMIT 1 OFFSET ${this.#rows - 1}`,
    ].join("\n");
    const [last] = await this.#session.rows(sql, { sql, parameters: [...this.#keys.parameters, ...bounds] });
    return last?.map(String);
  }

  /** Keys beyond `after`, up to and with `last`. The first part is compared by itself, too: zone maps know columns, not rows. */
  #between(cells: readonly string[], bound: number, after: Key | undefined, last: Key | undefined): Slice {
    const bounds: Parameter[] = [];
    const bind = (key: Key): readonly string[] =>
      key.map((value, i) => {
        const type = this.#parts[i]?.type ?? "VARCHAR";
        bounds.push({ value, type, pii: false });
        return `$${bound + bounds.length}::${type}`;
      });
    const conditions: string[] = [];
    const compare = (key: Key | undefined, sign: "<" | ">", last: string): void => {
      if (key === undefined) return;
      const values = bind(key);
      conditions.push(`${cells[0]} ${sign}= ${values[0]}`, `(${beyond(cells, values, sign, last)})`);
    };
    compare(after, ">", ">");
    compare(last, "<", "<=");
    return { where: conditions.join(" AND ") || "true", bounds };
  }
}

/** Whether a row of cells lies beyond a row of values, part by part. Not by row(…), which DuckDB can't compare with BETWEEN. */
function beyond(
  [cell, ...cells]: readonly string[],
  [value, ...values]: readonly string[],
  sign: string,
  last: string,
): string {
  if (cells.length === 0) return `${cell} ${last} ${value}`;
  return `${cell} ${sign} ${value} OR (${cell} = ${value} AND (${beyond(cells, values, sign, last)}))`;
}

interface SlicerOptions {
  readonly keys: Query;
  readonly parts: readonly { readonly cell: string; readonly type: string }[];
  readonly bound: number;
  readonly targetBytes: number;
}

function keysOf({ sql }: Query, names: readonly string[]): string {
  return `(${sql}\n) AS keys(${names.join(", ")})`;
}

/** Of DuckDB's own words: `953.6 MiB`. */
function bytesOf(text: string): number {
  const [, number = "0", unit = ""] = /^([\d.]+) ?(\w*)$/.exec(text) ?? [];
  const power = ["bytes", "KiB", "MiB", "GiB", "TiB"].indexOf(unit);
  return Number(number) * 1024 ** Math.max(power, 0);
}
