import type { Column } from "../compile/plan.ts";
import type { ResolvedOutput } from "../load/project-documents.ts";
import { jsonEscape } from "./cell-printer.ts";
import type { KeyCheck, KeyProblem } from "./key-check.ts";
import type { Layout } from "./layout.ts";

/** Why the kernel stopped. */
export type Stop =
  /** All rows of the input are done. */
  | "done"
  /** The output has no room for the next row. */
  | "full"
  /** As many rows as were allowed. */
  | "limit"
  /** The cell at `inAt` of column `column` needs a cell printer. */
  | "cell"
  /** The next row would not fit into an empty output. */
  | "large"
  /** The next message is no row of the plan. */
  | "row"
  /** The row just done has a bad key: `keyProblem`. */
  | "key";

const kinds = {
  csvText: 0,
  jsonText: 1,
  integer: 2,
  boolean: 3,
  instant: 4,
  decimal: 5,
  plain: 6,
  printed: 7,
  hidden: 8,
} as const;
type Kind = (typeof kinds)[keyof typeof kinds];

const outBytes = 1 << 20;
/** The longest text that a value of another type than string can grow by. */
const growth = 40;

/** Turns rows into bytes of the file, values of the common types and forms only; stops at anything else. */
export class RowKernel {
  /** The encoded bytes are `out.subarray(0, outAt)`. */
  readonly out = Buffer.allocUnsafeSlow(outBytes);
  outAt = 0;
  /** Where in the input the next message or cell begins. */
  inAt = 0;
  /** The next column of the row under way; 0 between rows. */
  column = 0;
  /** Where the last row begins in the input and in the output. */
  rowIn = 0;
  rowOut = 0;
  /** Rows done. */
  rows = 0;
  /** Bytes that the next row leaves out at its beginning. */
  cut = 0;
  keyProblem: KeyProblem | undefined;

  readonly #layout: Layout;
  readonly #kinds: readonly Kind[];
  readonly #scales: readonly number[];
  readonly #quoted: readonly boolean[];
  readonly #delimiter: number;
  readonly #formulas: boolean;
  readonly #keys: KeyCheck;
  readonly #expansion: number;
  readonly #overhead: number;
  #input: Buffer = Buffer.alloc(0);

  constructor(columns: readonly Column[], hidden: number, output: ResolvedOutput, layout: Layout, keys: KeyCheck) {
    const csv = output.format === "csv";
    this.#layout = layout;
    this.#kinds = [...columns.map((column) => kindOf(column, csv)), ...Array.from({ length: hidden }, () => kinds.hidden)];
    this.#scales = columns.map(({ type }) => (type.type === "decimal" ? type.scale : "precision" in type ? type.precision : 0));
    this.#quoted = columns.map(({ type }) => !csv && ["instant", "date", "uuid"].includes(type.type));
    this.#delimiter = output.delimiter.charCodeAt(0);
    this.#formulas = output.formulas === "escape";
    this.#keys = keys;
    this.#expansion = csv ? 2 : 6;
    this.#overhead = layout.prefixes.reduce((sum, prefix) => sum + prefix.length + growth, layout.rowTail.length);
  }

  load(batch: Uint8Array): void {
    this.#input = Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength);
    this.inAt = 0;
  }

  /** The cell at which it stopped; undefined: NULL. */
  cell(): Buffer {
    const length = this.#input.readInt32BE(this.inAt);
    return this.#input.subarray(this.inAt + 4, this.inAt + 4 + length);
  }

  /** Takes what a cell printer made of that cell; false when there might be no room for the rest of the row. */
  put(text: Uint8Array): boolean {
    const left = this.#input.readUInt32BE(this.rowIn + 1) + 1 - (this.inAt - this.rowIn);
    if (this.outAt + text.length + left * this.#expansion + this.#overhead > outBytes) return false;
    this.out.set(text, this.outAt);
    this.outAt += text.length;
    this.inAt += 4 + this.#input.readInt32BE(this.inAt);
    this.column += 1;
    return true;
  }

  /** The row message at `inAt`; steps over it. */
  takeRow(): Buffer {
    const length = 1 + this.#input.readUInt32BE(this.inAt + 1);
    const row = this.#input.subarray(this.inAt, this.inAt + length);
    this.inAt += length;
    return row;
  }

  /** Takes the row under way back. */
  rewind(): void {
    this.inAt = this.rowIn;
    this.outAt = this.rowOut;
    this.column = 0;
  }

  run(limit: number): Stop {
    const end = this.#input.length;
    for (let left = limit; left > 0; left--) {
      if (this.column === 0) {
        if (this.inAt >= end) return "done";
        const stop = this.#begin();
        if (stop !== undefined) return stop;
      }
      if (!this.#row()) return "cell";
      this.keyProblem = this.#keys.check(this.#input, this.rowIn);
      if (this.keyProblem !== undefined) return "key";
      this.column = 0;
      this.rows += 1;
      this.cut = 0;
    }
    return "limit";
  }

  #begin(): Stop | undefined {
    const input = this.#input;
    const at = this.inAt;
    const length = input.length - at < 7 ? -1 : input.readUInt32BE(at + 1);
    if (length < 6 || input[at] !== 0x44 || at + 1 + length > input.length) return "row";
    if (input.readUInt16BE(at + 5) !== this.#kinds.length) return "row";
    const bound = length * this.#expansion + this.#overhead;
    if (bound > outBytes) return "large";
    if (this.outAt + bound > outBytes) return "full";
    this.rowIn = at;
    this.rowOut = this.outAt;
    this.inAt = at + 7;
    return undefined;
  }

  #row(): boolean {
    const input = this.#input;
    const out = this.out;
    const { prefixes, rowTail, empty } = this.#layout;
    let at = this.inAt;
    let to = this.outAt;
    for (let column = this.column; column < this.#kinds.length; column++) {
      const kind = this.#kinds[column]!;
      const length = (input[at]! << 24) | (input[at + 1]! << 16) | (input[at + 2]! << 8) | input[at + 3]!;
      if (kind === kinds.hidden) {
        at += 4 + (length > 0 ? length : 0);
        continue;
      }
      const prefix = prefixes[column]!;
      const before = to;
      for (let i = column === 0 ? this.cut : 0; i < prefix.length; i++) out[to++] = prefix[i]!;
      if (length < 0) {
        for (let i = 0; i < empty.length; i++) out[to++] = empty[i]!;
        at += 4;
        continue;
      }
      const quoted = this.#quoted[column]!;
      if (quoted) out[to++] = 0x22;
      const done = this.#value(kind, column, at + 4, length, to);
      if (done < 0) {
        this.inAt = at;
        this.outAt = before + prefix.length - (column === 0 ? this.cut : 0);
        this.column = column;
        // A row that stops at its first column is under way, too.
        return false;
      }
      to = done;
      if (quoted) out[to++] = 0x22;
      at += 4 + length;
    }
    for (let i = 0; i < rowTail.length; i++) out[to++] = rowTail[i]!;
    this.inAt = at;
    this.outAt = to;
    return true;
  }

  /** Writes a value at `to`; the new end, or -1 when a cell printer must do it. */
  #value(kind: Kind, column: number, at: number, length: number, to: number): number {
    switch (kind) {
      case kinds.csvText:
        return this.#csvText(at, length, to);
      case kinds.jsonText:
        return this.#jsonText(at, length, to);
      case kinds.integer:
        return this.#integer(at, length, to);
      case kinds.boolean:
        return this.#boolean(at, length, to);
      case kinds.instant:
        return this.#instant(at, length, to, this.#scales[column]!);
      case kinds.decimal:
        return this.#decimal(at, length, to, this.#scales[column]!);
      case kinds.plain:
        return this.#copy(at, length, to);
      default:
        return -1;
    }
  }

  #copy(at: number, length: number, to: number): number {
    const input = this.#input;
    const out = this.out;
    const end = at + length;
    for (let i = at; i < end; ) out[to++] = input[i++]!;
    return to;
  }

  #csvText(at: number, length: number, to: number): number {
    const input = this.#input;
    const out = this.out;
    const end = at + length;
    const delimiter = this.#delimiter;
    if (length === 0) {
      out[to] = out[to + 1] = 0x22;
      return to + 2;
    }
    if (this.#formulas) {
      const first = input[at]!;
      if (first === 0x3d || first === 0x2b || first === 0x2d || first === 0x40 || first === 0x09 || first === 0x0d) return -1;
    }
    let i = at;
    let write = to;
    for (; i < end; i++) {
      const byte = input[i]!;
      if (byte === delimiter || byte === 0x22 || byte === 0x0a || byte === 0x0d) break;
      out[write++] = byte;
    }
    if (i === end) return write;
    write = to;
    out[write++] = 0x22;
    for (i = at; i < end; i++) {
      const byte = input[i]!;
      if (byte === 0x22) out[write++] = 0x22;
      out[write++] = byte;
    }
    out[write++] = 0x22;
    return write;
  }

  #jsonText(at: number, length: number, to: number): number {
    const input = this.#input;
    const out = this.out;
    const end = at + length;
    out[to++] = 0x22;
    for (let i = at; i < end; i++) {
      const byte = input[i]!;
      if (byte >= 0x20 && byte !== 0x22 && byte !== 0x5c) out[to++] = byte;
      else {
        const text = jsonEscape(byte) ?? "";
        for (let k = 0; k < text.length; k++) out[to++] = text.charCodeAt(k);
      }
    }
    out[to++] = 0x22;
    return to;
  }

  /** Digits, with a sign before them; the server never writes leading zeros or `-0`. */
  #integer(at: number, length: number, to: number): number {
    const input = this.#input;
    for (let i = input[at] === 0x2d ? at + 1 : at; i < at + length; i++) if (!isDigit(input[i]!)) return -1;
    return length === 0 ? -1 : this.#copy(at, length, to);
  }

  #boolean(at: number, length: number, to: number): number {
    if (length !== 1) return -1;
    const text = this.#input[at] === 0x74 ? "true" : this.#input[at] === 0x66 ? "false" : "";
    for (let i = 0; i < text.length; i++) this.out[to++] = text.charCodeAt(i);
    return text.length === 0 ? -1 : to;
  }

  /** `[-]digits.digits` with exactly the scale's digits. */
  #decimal(at: number, length: number, to: number, scale: number): number {
    const input = this.#input;
    const point = scale === 0 ? -1 : at + length - scale - 1;
    if (scale > 0 && (point <= at || input[point] !== 0x2e)) return -1;
    let zero = true;
    const negative = input[at] === 0x2d;
    for (let i = negative ? at + 1 : at; i < at + length; i++) {
      const byte = input[i]!;
      if (i !== point && !isDigit(byte)) return -1;
      if (byte > 0x30) zero = false;
    }
    return (negative && zero) || length === 0 ? -1 : this.#copy(at, length, to);
  }

  /** `YYYY-MM-DD HH:MM:SS[.f…]` and nothing, `+00` or `Z` behind it. */
  #instant(at: number, length: number, to: number, precision: number): number {
    const input = this.#input;
    const out = this.out;
    const separator = input[at + 10];
    if (length < 19 || input[at + 4] !== 0x2d || (separator !== 0x20 && separator !== 0x54)) return -1;
    const end = at + length;
    let tail = at + 19;
    if (tail < end && input[tail] === 0x2e) for (tail++; tail < end && isDigit(input[tail]!); ) tail++;
    const rest = end - tail;
    const utc =
      rest === 0 ||
      (rest === 1 && input[tail] === 0x5a) ||
      (rest === 3 && input[tail] === 0x2b && input[tail + 1] === 0x30 && input[tail + 2] === 0x30);
    if (!utc) return -1;
    for (let i = at; i < at + 19; i++) out[to++] = input[i]!;
    out[to - 9] = 0x54;
    if (precision > 0) {
      out[to++] = 0x2e;
      for (let i = at + 20; i < at + 20 + precision; i++) out[to++] = i < tail ? input[i]! : 0x30;
    }
    out[to++] = 0x5a;
    return to;
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function kindOf({ type }: Column, csv: boolean): Kind {
  switch (type.type) {
    case "string":
      return csv ? kinds.csvText : kinds.jsonText;
    case "integer":
    case "boolean":
    case "instant":
    case "decimal":
      return kinds[type.type];
    case "uuid":
      return kinds.plain;
    default:
      return kinds.printed;
  }
}
