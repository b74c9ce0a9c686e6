import type { Plan } from "../compile/plan.ts";
import { cellPrinter, type PrintCell, valueError } from "./cell-printer.ts";
import type { Encoder, MakeEncoder, Piece, RowBatch } from "./encoder.ts";
import { formatError } from "./errors.ts";
import { RowKernel } from "./kernel/row-kernel.ts";
import { type Layout, layoutOf } from "./layout.ts";

/** Makes the encoder of a plan: csv, json or ndjson. Errors while it runs: format-value, -row, -duplicate-key, -empty-key, -null. */
export const makeEncoder: MakeEncoder = (plan) => new RowEncoder(plan);

/** More rows than any file has. */
const unlimited = 0x7fffffff;

/**
 * Drives the row kernel: gives it rows, does the values and rows that it leaves, cuts parts. Memory is the kernel's output
 * buffer, however large a row is.
 */
class RowEncoder implements Encoder {
  rows = 0;
  readonly #plan: Plan;
  readonly #layout: Layout;
  readonly #printers: readonly PrintCell[];
  readonly #kernel: RowKernel;
  readonly #maxRows: number;
  readonly #maxBytes: number;
  #partRows = 0;
  /** Bytes of the part that have left the kernel's output. */
  #partBytes = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#layout = layoutOf(plan);
    this.#printers = plan.columns.map((column) => cellPrinter(column, plan.output, plan.dialect));
    this.#kernel = new RowKernel(plan, this.#layout);
    this.#maxRows = plan.output.split?.rows ?? unlimited;
    this.#maxBytes = plan.output.split?.bytes ?? Number.POSITIVE_INFINITY;
  }

  *begin(): Iterable<Piece> {
    yield* this.#beginPart();
  }

  *encode(batch: RowBatch): Iterable<Piece> {
    const kernel = this.#kernel;
    kernel.load(batch);
    for (;;) {
      // A part may be full just where a batch ends: whether another begins is known only when more rows come.
      if (kernel.column === 0 && !kernel.hasRows) return;
      if (this.#partRows === this.#maxRows && kernel.column === 0) {
        yield* this.#endPart();
        yield* this.#beginPart();
      }
      const { rows, stop } = kernel.run(this.#isSplitByBytes ? 1 : Math.min(this.#maxRows - this.#partRows, unlimited));
      this.rows += rows;
      this.#partRows += rows;
      if (rows > 0 && this.#isSplitByBytes) yield* this.#keepWithinBytes();
      switch (stop) {
        case "done":
          return;
        case "full":
          yield* this.#flush();
          break;
        case "cell":
          yield* this.#printCell();
          break;
        case "large":
          yield* this.#printRow(kernel.takeRow());
          break;
        case "row":
          throw formatError("format-row", `Row ${this.rows + 1} does not have the ${this.#width} columns of the plan.`);
        case "duplicate":
          throw this.#duplicateKey();
        case "empty-key":
          throw this.#emptyKey(kernel.column);
        case "null":
          throw this.#null(kernel.column);
      }
    }
  }

  *end(): Iterable<Piece> {
    yield* this.#endPart();
  }

  get #isSplitByBytes(): boolean {
    return this.#maxBytes < Number.POSITIVE_INFINITY;
  }

  get #width(): number {
    return this.#plan.columns.length + this.#plan.hiddenKey.length;
  }

  *#flush(endsPart = false): Iterable<Piece> {
    const kernel = this.#kernel;
    this.#partBytes += kernel.outAt;
    const bytes = kernel.out.subarray(0, kernel.outAt);
    kernel.outAt = 0;
    if (bytes.length > 0 || endsPart) yield { bytes, endsPart };
  }

  /** Puts bytes of any length behind what is encoded. */
  *#append(bytes: Uint8Array): Iterable<Piece> {
    const kernel = this.#kernel;
    for (let from = 0; from < bytes.length; ) {
      if (kernel.outAt === kernel.out.length) yield* this.#flush();
      const until = Math.min(bytes.length, from + kernel.out.length - kernel.outAt);
      kernel.out.set(bytes.subarray(from, until), kernel.outAt);
      kernel.outAt += until - from;
      from = until;
    }
  }

  *#beginPart(): Iterable<Piece> {
    this.#partRows = 0;
    this.#partBytes = 0;
    this.#kernel.cut = this.#layout.firstCut;
    yield* this.#append(this.#layout.partHead);
  }

  *#endPart(): Iterable<Piece> {
    yield* this.#append(this.#layout.partTail);
    yield* this.#flush(true);
  }

  /** Moves the row just encoded into a part of its own when this part would become too large by it. */
  *#keepWithinBytes(): Iterable<Piece> {
    const kernel = this.#kernel;
    if (this.#partRows < 2 || this.#partBytes + kernel.outAt + this.#layout.partTail.length <= this.#maxBytes) return;
    const row = Buffer.from(kernel.out.subarray(kernel.rowOut, kernel.outAt));
    kernel.outAt = kernel.rowOut;
    this.rows -= 1;
    yield* this.#endPart();
    yield* this.#beginPart();
    yield* this.#append(row.subarray(kernel.cut));
    kernel.cut = 0;
    this.rows += 1;
    this.#partRows = 1;
  }

  /** Does the cell at which the kernel stopped; a row that has no room in the output is done by `#printRow`. */
  *#printCell(): Iterable<Piece> {
    const kernel = this.#kernel;
    const column = kernel.column;
    if (kernel.put(this.#print(column, kernel.cell()))) return;
    kernel.rewind();
    if (kernel.outAt > 0) yield* this.#flush();
    else yield* this.#printRow(kernel.takeRow());
  }

  #print(column: number, cell: Buffer): Buffer {
    try {
      return Buffer.concat([...copies(this.#printer(column)(cell))]);
    } catch (error) {
      throw this.#valueError(error, column);
    }
  }

  /** Does a whole row of any size, piece by piece. */
  *#printRow(row: Buffer): Iterable<Piece> {
    const problem = this.#kernel.checkKey(row);
    if (problem !== undefined) throw problem.stop === "duplicate" ? this.#duplicateKey() : this.#emptyKey(problem.column);
    if (this.#isSplitByBytes && this.#partRows > 0) {
      let length = 0;
      for (const bytes of this.#rowBytes(row)) length += bytes.length;
      if (this.#partBytes + this.#kernel.outAt + length + this.#layout.partTail.length > this.#maxBytes) {
        yield* this.#endPart();
        yield* this.#beginPart();
      }
    }
    for (const bytes of this.#rowBytes(row)) yield* this.#append(bytes);
    this.#kernel.cut = 0;
    this.rows += 1;
    this.#partRows += 1;
  }

  *#rowBytes(row: Buffer): Iterable<Uint8Array> {
    const { prefixes, rowTail, empty } = this.#layout;
    let at = 7;
    for (const [column, prefix] of prefixes.entries()) {
      const length = row.readInt32BE(at);
      yield column === 0 ? prefix.subarray(this.#kernel.cut) : prefix;
      if (length < 0) {
        if (this.#plan.columns[column]?.required === true) throw this.#null(column);
        yield empty;
      } else {
        try {
          yield* this.#printer(column)(row.subarray(at + 4, at + 4 + length));
        } catch (error) {
          throw this.#valueError(error, column);
        }
      }
      at += 4 + Math.max(0, length);
    }
    yield rowTail;
  }

  #printer(column: number): PrintCell {
    const printer = this.#printers[column];
    if (printer === undefined) throw new Error(`There is no column ${column}.`);
    return printer;
  }

  #valueError(error: unknown, position: number): Error {
    const column = this.#plan.columns[position];
    if (column === undefined) throw error;
    return valueError(error, column, this.rows + 1);
  }

  #emptyKey(position: number): Error {
    return formatError("format-empty-key", `Key column ${this.#nameOf(position)} is NULL in row ${this.rows + 1}.`);
  }

  #null(position: number): Error {
    return formatError(
      "format-null",
      `Column ${this.#nameOf(position)} is NULL in row ${this.rows + 1}, and its field says \`nullable: false\`.`,
    );
  }

  #duplicateKey(): Error {
    const key = this.#plan.key.map((position) => this.#nameOf(position)).join(", ");
    return formatError("format-duplicate-key", `Rows ${this.rows} and ${this.rows + 1} have the same key (${key}).`);
  }

  #nameOf(position: number): string {
    return [...this.#plan.columns, ...this.#plan.hiddenKey][position]?.name ?? "";
  }
}

function* copies(pieces: Iterable<Uint8Array>): Iterable<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}
