import type { LogicalType } from "../../load/types.ts";

const wholeNumbers = [
  "TINYINT",
  "SMALLINT",
  "INTEGER",
  "BIGINT",
  "HUGEINT",
  "UTINYINT",
  "USMALLINT",
  "UINTEGER",
  "UBIGINT",
  "UHUGEINT",
];
const moments = ["TIMESTAMP WITH TIME ZONE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"];
const accepted: Readonly<Record<LogicalType["type"], readonly string[]>> = {
  string: ["VARCHAR", "ENUM"],
  integer: [...wholeNumbers, "DECIMAL"],
  decimal: [...wholeNumbers, "DECIMAL"],
  // Not FLOAT: as text it has the digits of 32 bits, as a number those of 64, and warehouses differ in which they give.
  float64: ["DOUBLE", "DECIMAL", ...wholeNumbers],
  boolean: ["BOOLEAN"],
  instant: moments,
  local: moments,
  date: ["DATE"],
  uuid: ["UUID", "VARCHAR"],
  bytes: ["BLOB"],
  json: ["JSON", "VARCHAR", "LIST", "STRUCT", "MAP"],
};

/** Whether a column of this DuckDB type holds values of the logical type. What a value holds is checked by the encoder. */
export function duckdbAccepts({ type }: LogicalType, sourceType: string): boolean {
  const family = /\]$/.test(sourceType) ? "LIST" : sourceType.replace(/\(.*/s, "");
  return accepted[type].includes(family);
}
