import type { Plan } from "../compile/plan.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Encoder } from "../format/encoder.ts";
import { makeEncoder } from "../format/make-encoder.ts";

/** A row whose payload can't be written: its value has no JSON, or is NULL where it must not be. */
export interface UnwritableRow {
  readonly code: string;
  /** Without the value. */
  readonly message: string;
}

/** What is a matter of one row; everything else is one of the plan. */
const ofTheRow: ReadonlySet<string> = new Set(["format-value", "format-null"]);

/** Writes payloads as JSON, row by row, with one encoder for as long as no row fails: making one costs more than small batches. */
export class PayloadLines {
  readonly #plan: Plan;
  #encoder: Encoder;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#encoder = makeEncoder(plan);
  }

  /** The payload of each row of a batch, by where the rows end. Errors: format-row. */
  write(batch: Buffer, ends: readonly number[]): readonly (Buffer | UnwritableRow)[] {
    const lines: (Buffer | UnwritableRow)[] = [];
    while (lines.length < ends.length) {
      const rows = this.#encode(batch, ends, lines.length, ends.length);
      if (!("failed" in rows)) {
        lines.push(...rows.lines);
        continue;
      }
      // What was encoded before the failure is lost with the encoder.
      this.#encoder = makeEncoder(this.#plan);
      const before = this.#encode(batch, ends, lines.length, lines.length + rows.rows);
      if ("failed" in before) throw before.failed;
      lines.push(...before.lines, rows.failed);
    }
    return lines;
  }

  #encode(
    batch: Buffer,
    ends: readonly number[],
    from: number,
    to: number,
  ): { readonly lines: readonly Buffer[] } | { readonly failed: UnwritableRow & Error; readonly rows: number } {
    if (from === to) return { lines: [] };
    const before = this.#encoder.rows;
    const pieces: Buffer[] = [];
    try {
      const rows = batch.subarray(ends[from - 1] ?? 0, ends[to - 1]);
      for (const { bytes } of this.#encoder.encode(rows)) pieces.push(Buffer.from(bytes));
      for (const { bytes } of this.#encoder.end()) pieces.push(Buffer.from(bytes));
    } catch (error) {
      if (!(error instanceof DatafeedError) || !ofTheRow.has(error.code)) throw error;
      const message = error.message.replace(/,? in row \d+/, "");
      return { failed: Object.assign(error, { message }), rows: this.#encoder.rows - before };
    }
    return { lines: linesOf(Buffer.concat(pieces), to - from) };
  }
}

/** JSON on one line holds no line end of its own. */
function linesOf(bytes: Buffer, rows: number): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from);
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  if (lines.length !== rows) throw new Error(`${rows} rows gave ${lines.length} lines.`);
  return lines;
}
