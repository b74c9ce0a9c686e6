import type { InstantPrecision, LogicalType } from "../load/types.ts";
import { duckdbCanonical } from "./duckdb-canonical.ts";

/**
 * The type that a column has in a Parquet file, as DuckDB writes it; undefined for a decimal that Parquet can't hold. UUIDs are
 * text: readers give Parquet's own UUIDs back as sixteen bytes. Wall clocks and JSON are text, too.
 */
export function duckdbParquetType(logical: LogicalType): string | undefined {
  switch (logical.type) {
    case "integer":
      return "BIGINT";
    case "decimal":
      return logical.precision > 38 ? undefined : `DECIMAL(${logical.precision},${logical.scale})`;
    case "float64":
      return "DOUBLE";
    case "boolean":
      return "BOOLEAN";
    case "instant":
      return "TIMESTAMP WITH TIME ZONE";
    case "date":
      return "DATE";
    case "bytes":
      return "BLOB";
    default:
      return "VARCHAR";
  }
}

/** What a column of a Parquet file is when it is read back: text stands for the types that have no own one. */
export function asInParquet(logical: LogicalType): LogicalType {
  return logical.type === "uuid" || logical.type === "local" || logical.type === "json" ? { type: "string" } : logical;
}

const narrow = new Set("TINYINT SMALLINT INTEGER BIGINT UTINYINT USMALLINT UINTEGER".split(" "));

/**
 * A column's value for Parquet, straight from its DuckDB type; undefined where only the way through canonical text is sure to
 * give the same values or the right error.
 */
export function duckdbParquetValue(logical: LogicalType, type: string, sql: string): string | undefined {
  const canonical = duckdbCanonical(logical, type, sql);
  const target = duckdbParquetType(logical);
  if (canonical === undefined || target === undefined) return undefined;
  switch (logical.type) {
    case "string":
    case "uuid":
    case "local":
      return canonical;
    case "integer":
      return narrow.has(type) ? `${sql}::${target}` : undefined;
    case "decimal": {
      const [, precision = "", scale = ""] = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type) ?? [];
      const fits = precision !== "" && Number(precision) - Number(scale) <= logical.precision - logical.scale;
      return fits ? `${sql}::${target}` : undefined;
    }
    case "float64":
      return type === "DOUBLE" ? sql : undefined;
    case "instant":
      // The canonical text is only looked at: it ends the statement where the value has none.
      return `CASE WHEN ${canonical} IS NOT NULL THEN ${cut(sql, logical.precision)} END`;
    case "date":
      return `CASE WHEN ${canonical} IS NOT NULL THEN ${sql} END`;
    default:
      return sql;
  }
}

/** Cut, not rounded, on both sides of 1970. */
function cut(sql: string, precision: InstantPrecision): string {
  const us = `epoch_us(${sql})`;
  const unit = { 0: 1_000_000, 3: 1000, 6: 1 }[precision];
  return `make_timestamptz(${unit === 1 ? us : `${us} - ((${us} % ${unit}) + ${unit}) % ${unit}`})`;
}
