import type { Mask } from "../../load/project-documents.ts";
import type { Dialect, LogicalType } from "../../load/types.ts";
import type { ParameterList } from "../parameters.ts";
import type { TextOperator } from "./like-pattern.ts";

/** How an instant is stored: with its zone, as UTC without a zone, or as milliseconds since 1970. */
export type Stored = "instant" | "utc-naive" | "epoch-ms";

/** The pieces of SQL that differ between warehouses. Pure: `sql` arguments are expressions, results are expressions. */
export interface SqlDialect {
  readonly name: Dialect;
  /** Part of a plan's hash; raised when the same extract compiles to SQL that may give other content. */
  readonly version: number;
  readonly maxParameters: number;
  /** The type to which values and NULLs of a logical type are cast. */
  sqlType(type: LogicalType): string;
  /** A decimal type with these digits: without them Redshift and DuckDB would round. */
  decimalType(precision: number, scale: number): string;
  /** Bytes as a bound value. */
  bindBytes(bytes: Buffer, parameters: ParameterList, pii: boolean): string;
  /** A string as a literal, for text of a template that can't be bound (keys of objects). */
  literal(text: string): string;
  /** An instant as the select list returns it. */
  readInstant(sql: string, stored: Stored): string;
  /** An instant as a timestamp with its zone, to compute with. */
  toInstant(sql: string, stored: Stored): string;
  /** Whole milliseconds or seconds between two timestamps with zone, rounded down, as a 64-bit integer. */
  duration(from: string, to: string, unit: "ms" | "s"): string;
  /** A string expression whose order is that of its UTF-8 bytes. */
  byBytes(sql: string): string;
  /** Terms of ORDER BY for a column whose type nobody has said: text by its UTF-8 bytes, everything else as it is. */
  byBytesIfText(sql: string): string;
  /** Whether an index finds rows behind another by `(a, b) > (x, y)`. */
  readonly comparesRows: boolean;
  /** Whether a string contains a text, starts or ends with it. With `pii` the text is bound. */
  matches(sql: string, operator: TextOperator, text: string, parameters: ParameterList, pii: boolean): string;
  /** A string with its mask. */
  maskString(sql: string, mask: Mask): string;
  /** Whether rows can be put together to JSON: `arrayOf`, `joined` and `mapOf` are not asked where they can't. */
  readonly aggregatesJson: boolean;
  /**
   * What an answer of any size asks for where JSON is aggregated (docs/decisions/0013): rows that are put in order first, since
   * the engine would sort their JSON with them; or slices, since it would hold the JSON of all in memory.
   */
  readonly manyChildren?: "sort-first" | "in-slices";
  /** A JSON object, its keys in this order; lines of SQL. */
  object(entries: readonly ObjectEntry[]): readonly string[];
  /** The JSON array of a value for each child row; `[]` without children. */
  arrayOf(value: readonly string[], rows: ChildRows, orderBy: readonly string[]): readonly string[];
  /** One text of a value of all rows, with a text between them; NULL values are left out, and without any it is NULL. */
  joined(value: string, separator: string, orderBy: readonly string[]): string;
  /** The JSON object with an entry for each child row; `{}` without children. */
  mapOf(key: string, value: readonly string[], rows: ChildRows): readonly string[];
  /**
   * A value inside of JSON: strings, booleans and JSON as JSON has them; everything else as the text that the engine gives a
   * column of the type, bytes as `\\x` and hex digits, which loses nothing.
   */
  nestedValue(sql: string, type: LogicalType): string;
}

/** A key and the lines of its value. */
export type ObjectEntry = readonly [key: string, value: readonly string[]];

/** Child rows of the row that is read; both parts are SQL. */
export interface ChildRows {
  readonly from: string;
  readonly where: readonly string[];
}
