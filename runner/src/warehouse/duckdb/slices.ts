import type { Query, Slices } from "../../compile/plan.ts";
import { duckdbLiteral } from "../../format/duckdb-canonical.ts";
import type { SourceColumn } from "../warehouse.ts";
import type { DuckdbSession } from "./duckdb-session.ts";

/** So many rows are read before it is known how large they are. */
const firstRows = 1_000;
/** Rows may be larger further on. */
const mostGrowth = 4;
/** The part of the memory limit that the text of a slice takes: while it is put together, it stands there several times. */
const share = 1 / 16;

/**
 * Cuts an answer into slices by its first key column. DuckDB holds the JSON of an answer's child rows in memory, whole, before
 * its first row comes, and can't put it on the disk: of a slice it is little (docs/decisions/0013).
 */
export class Slicer {
  readonly #session: DuckdbSession;
  readonly #keys: Query;
  readonly #key: string;
  readonly #type: string;
  readonly #targetBytes: number;
  #rows = firstRows;
  #after: string | undefined;
  #isLast = false;

  private constructor(session: DuckdbSession, { keys, column }: Slices, type: string, targetBytes: number) {
    this.#session = session;
    this.#keys = keys;
    this.#key = `c${column}`;
    this.#type = type;
    this.#targetBytes = targetBytes;
  }

  /** Undefined where one slice is enough, or a key is empty: that is for the encoder to say. */
  static async of(session: DuckdbSession, slices: Slices, columns: readonly SourceColumn[]): Promise<Slicer | undefined> {
    const type = columns[slices.column]?.type;
    if (type === undefined) throw new TypeError("The answer lacks the column that it is cut by.");
    await session.describe(slices.keys);
    const counts = `SELECT count(*), count(k) FROM (${slices.keys.sql}\n) AS keys(k)`;
    const [[rows, keyed] = []] = await session.rows(counts, slices.keys);
    if (Number(rows) <= firstRows || rows !== keyed) return undefined;
    const [[limit] = []] = await session.rows("SELECT current_setting('memory_limit')", { sql: "", parameters: [] });
    return new Slicer(session, slices, type, bytesOf(String(limit)) * share);
  }

  /** The condition of the next slice; undefined after the last. Rows with the same first key stay together. */
  async next(): Promise<string | undefined> {
    if (this.#isLast) return undefined;
    const after = this.#after === undefined ? [] : [`> ${this.#literal(this.#after)}`];
    const where = after.map((bound) => `WHERE k ${bound}`).join("");
    const sql = `SELECT k::VARCHAR FROM (${this.#keys.sql}\n) AS keys(k) ${where} ORDER BY k LIMIT 1 OFFSET ${this.#rows - 1}`;
    const [[last] = []] = await this.#session.rows(sql, this.#keys);
    this.#isLast = last === undefined;
    if (last !== undefined) this.#after = String(last);
    const upTo = last === undefined ? [] : [`<= ${this.#literal(String(last))}`];
    return [...after, ...upTo].map((bound) => `${this.#key} ${bound}`).join(" AND ") || "true";
  }

  /** Told what the last slice held, it makes the next as large as memory allows. */
  was(rows: number, bytes: number): void {
    const fits = Math.floor((rows * this.#targetBytes) / Math.max(bytes, 1));
    this.#rows = Math.max(1, Math.min(fits, this.#rows * mostGrowth));
  }

  #literal(text: string): string {
    return `${duckdbLiteral(text)}::${this.#type}`;
  }
}

/** Of DuckDB's own words: `953.6 MiB`. */
function bytesOf(text: string): number {
  const [, number = "0", unit = ""] = /^([\d.]+) ?(\w*)$/.exec(text) ?? [];
  const power = ["bytes", "KiB", "MiB", "GiB", "TiB"].indexOf(unit);
  return Number(number) * 1024 ** Math.max(power, 0);
}
