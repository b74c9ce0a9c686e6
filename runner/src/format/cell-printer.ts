import type { Column } from "../compile/plan.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { ResolvedOutput } from "../load/project-documents.ts";
import type { Dialect, LogicalType } from "../load/types.ts";
import { type Canonical, canonicalJsonValue, canonicalText } from "./canonical/canonical-text.ts";
import { jsonString } from "./canonical/json-reader.ts";
import { indentJson } from "./canonical/json-text.ts";
import { NotCanonical, UnexpectedNull } from "./canonical/not-canonical.ts";
import { formatError } from "./errors.ts";

/**
 * Prints one value, of any type and any size, in pieces that are valid until the next is asked for. This is the complete and
 * slow way; the row kernel does the common values.
 */
export type PrintCell = (cell: Buffer) => Iterable<Uint8Array>;

/** The types whose values stand bare in JSON, unless `jsonAs` puts them in quotes. */
export const bareInJson: readonly LogicalType["type"][] = ["integer", "decimal", "float64", "boolean"];

/** Whether `jsonAs` makes a JSON string of a value that is none. */
export function isTextInJson({ type, jsonAs }: Column): boolean {
  return jsonAs === "string" && (type.type === "json" || bareInJson.includes(type.type));
}

/** Makes the printer of a column. It throws NotCanonical. */
export function cellPrinter(column: Column, output: ResolvedOutput, dialect: Dialect): PrintCell {
  const { type } = column;
  if (output.format === "csv") {
    if (type.type === "string") return (cell) => csvCell(cell, output, true);
    const canonical = canonicalText(type, dialect);
    return (cell) => csvCell(converted(cell, canonical), output, false);
  }
  if (type.type === "string") return jsonStringCell;
  const canonical = canonicalJsonValue(type, dialect);
  if (isTextInJson(column)) return (cell) => [converted(cell, (text) => jsonString(canonical(text)))];
  if (type.type !== "json" || !output.pretty || output.format !== "json") return (cell) => [converted(cell, canonical)];
  return (cell) => [converted(cell, (text) => indentJson(canonical(text), 2))];
}

/** The failure of a value, for the person who reads it: column and row, never the value. */
export function valueError(error: unknown, column: Column, row: number): DatafeedError {
  if (error instanceof DatafeedError) return error;
  if (!(error instanceof NotCanonical)) throw error;
  if (error instanceof UnexpectedNull) {
    const place = `at ${error.path}, in row ${row}`;
    return formatError(
      "format-null",
      `Column ${column.name} holds null ${place}, and the template says \`nullable: false\` there.`,
    );
  }
  const message = `Column ${column.name} (${column.type.type}) holds ${error.reason}, in row ${row}.`;
  return formatError("format-value", message, error.hint === undefined ? {} : { hint: error.hint });
}

function converted(cell: Buffer, canonical: Canonical): Buffer {
  return Buffer.from(canonical(textOf(cell)));
}

/** JavaScript's strings end at 512 MiB. */
function textOf(cell: Buffer): string {
  try {
    return cell.toString("utf8");
  } catch {
    throw new NotCanonical(`${cell.length} bytes, more than can be converted`);
  }
}

const quote = Buffer.from('"');
const apostrophe = Buffer.from("'");

function* csvCell(cell: Buffer, { delimiter, formulas }: ResolvedOutput, isText: boolean): Iterable<Uint8Array> {
  if (cell.length === 0) {
    yield quote;
    yield quote;
    return;
  }
  const isEscaped = isText && formulas === "escape" && isFormula(cell);
  if (![delimiter, '"', "\n", "\r"].some((special) => cell.includes(special))) {
    if (isEscaped) yield apostrophe;
    yield cell;
    return;
  }
  yield quote;
  if (isEscaped) yield apostrophe;
  yield* escapedBytes(cell, csvEscapes);
  yield quote;
}

/**
 * Whether a spreadsheet would take the text for a formula (OWASP, CSV injection): it begins with `=`, `+`, `-`, `@`, TAB or
 * CR. Phone numbers and negative numbers, which hold nothing but digits, blanks and `+-().`, are left alone.
 */
function isFormula(cell: Buffer): boolean {
  if (!/^[=+\-@\t\r]/.test(cell.toString("latin1", 0, 1))) return false;
  return !/^[+-][\d ().-]*$/.test(cell.toString("latin1", 0, 64)) || cell.length > 64;
}

const short = new Map([
  [0x08, "\\b"],
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
  [0x22, '\\"'],
  [0x5c, "\\\\"],
]);

/** The escape that JSON.stringify writes for a byte of UTF-8 text; undefined for a byte that stands as it is. */
export function jsonEscape(byte: number): string | undefined {
  return short.get(byte) ?? (byte < 0x20 ? `\\u00${byte.toString(16).padStart(2, "0")}` : undefined);
}

/** What each byte becomes; undefined: it stays. */
type Escapes = readonly (Buffer | undefined)[];

const jsonEscapes: Escapes = Array.from({ length: 256 }, (_, byte) => {
  const text = jsonEscape(byte);
  return text === undefined ? undefined : Buffer.from(text);
});
const csvEscapes: Escapes = Array.from({ length: 256 }, (_, byte) => (byte === 0x22 ? Buffer.from('""') : undefined));

function* jsonStringCell(cell: Buffer): Iterable<Uint8Array> {
  yield quote;
  yield* escapedBytes(cell, jsonEscapes);
  yield quote;
}

const sliceBytes = 64 * 1024;
const longestEscape = 6;

/** A cell of any size, a slice at a time. */
function* escapedBytes(cell: Buffer, escapes: Escapes): Iterable<Uint8Array> {
  const escaped = Buffer.allocUnsafe(Math.min(cell.length, sliceBytes) * longestEscape);
  for (let from = 0; from < cell.length; from += sliceBytes) {
    const until = Math.min(from + sliceBytes, cell.length);
    let length = 0;
    for (let at = from; at < until; at++) {
      const byte = cell[at] ?? 0;
      const text = escapes[byte];
      if (text === undefined) escaped[length++] = byte;
      else for (let i = 0; i < text.length; i++) escaped[length++] = text[i] ?? 0;
    }
    yield escaped.subarray(0, length);
  }
}
