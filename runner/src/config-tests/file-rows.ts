import type { Column, Plan } from "../compile/plan.ts";
import { parseCsv } from "./parse-csv.ts";

/** A row of a file: by column the value that stands there. */
export type FileRow = ReadonlyMap<string, Cell>;

/** A value of a file. */
export interface Cell {
  /** As YAML would have it: text, number, true or false, null, or JSON. */
  readonly value: unknown;
  /** Of a number: its digits as they stand in the file. */
  readonly digits?: string;
  /** Of a number in JSON, where text would stand in quotes. */
  readonly bare?: true;
}

/** The rows of a file's parts, in order. */
export function fileRows({ columns, output }: Plan, contents: readonly Buffer[]): readonly FileRow[] {
  const texts = contents.map((content) => content.toString("utf8"));
  switch (output.format) {
    case "json":
      return texts.flatMap((text) =>
        (JSON.parse(withoutMark(text), keepDigits) as object[]).map((row) => jsonRow(columns, row)),
      );
    case "ndjson":
      return texts.flatMap((text) =>
        text
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => jsonRow(columns, JSON.parse(line, keepDigits) as object)),
      );
    case "csv":
      return texts.flatMap((text) => csvRows(columns, text, output));
    case "parquet":
      return texts.flatMap((text) => csvRows(columns, text, { delimiter: ",", header: true }));
  }
}

function jsonRow(columns: readonly Column[], row: object): FileRow {
  const values = row as Readonly<Record<string, unknown>>;
  return new Map(
    columns.map(({ name }) => {
      const value = values[name] ?? null;
      return [name, value instanceof Digits ? value.cell : { value: plain(value) }];
    }),
  );
}

/** A number of JSON as it is written: `12.50`, or more digits than JavaScript keeps. */
class Digits {
  readonly cell: Cell;
  constructor(value: number, digits: string) {
    this.cell = { value, digits, bare: true };
  }
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" && context?.source !== undefined ? new Digits(value, context.source) : value;
}

/** Inside of JSON numbers are numbers; those that JavaScript would round stay text. */
function plain(value: unknown): unknown {
  if (value instanceof Digits) {
    const { value: number, digits = "" } = value.cell;
    return Number.isInteger(number) && !Number.isSafeInteger(number) ? digits : number;
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function csvRows(columns: readonly Column[], text: string, output: Pick<Plan["output"], "delimiter" | "header">): FileRow[] {
  const records = parseCsv(text, output.delimiter) ?? [];
  return records.slice(output.header ? 1 : 0).map((record) => {
    return new Map(columns.map((column, i) => [column.name, csvCell(column, record[i] ?? null)]));
  });
}

function csvCell({ type: { type }, mask }: Column, text: string | null): Cell {
  if (text === null || mask !== undefined) return { value: text };
  switch (type) {
    case "integer":
    case "decimal":
    case "float64":
      return { value: Number(text), digits: text };
    case "boolean":
      return { value: text === "true" };
    case "json":
      return { value: JSON.parse(text) as unknown };
    default:
      return { value: text };
  }
}

function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** Whether a value is what a test expects: numbers by value or, in quotes, by their digits; JSON by what it holds. */
export function isExpected(expected: unknown, { value, digits, bare }: Cell): boolean {
  if (digits !== undefined && typeof expected === "string") {
    // In JSON 3 and "3" are two things; digits that a number would not keep can only be written in quotes.
    return expected === digits && (bare === undefined || String(value) !== digits);
  }
  return isSame(expected, value);
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return Object.is(one, other);
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  return (
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame((one as Values)[key], (other as Values)[key]))
  );
}

type Values = Readonly<Record<string, unknown>>;

/** A value as it is shown: text in quotes where it would be taken for something else. */
export function shownValue(value: unknown, digits?: string): string {
  if (digits !== undefined) return digits;
  if (typeof value === "string" && value !== "" && !/^(true|false|null|-?[\d.]+)$/.test(value)) return value;
  return JSON.stringify(value) ?? "";
}
