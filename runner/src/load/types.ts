/** Logical types: what a value means, whatever the warehouse calls it. One canonical text for each (format/canonical). */
export type LogicalType =
  | { readonly type: "string" }
  | { readonly type: "integer" }
  /** Exact decimal; `scale` digits after the point are always written. */
  | { readonly type: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly type: "float64" }
  | { readonly type: "boolean" }
  /** An instant in UTC with so many digits after the second (cut, not rounded). */
  | { readonly type: "instant"; readonly precision: InstantPrecision }
  /** An instant written as wall-clock time of a zone, with its offset. */
  | { readonly type: "local"; readonly precision: InstantPrecision; readonly timezone: string }
  | { readonly type: "date" }
  | { readonly type: "uuid" }
  | { readonly type: "bytes" }
  /** JSON. With `shape`: an array of objects with exactly these keys in this order; without: any JSON, keys sorted. */
  | { readonly type: "json"; readonly shape?: readonly NestedColumn[] };

export type InstantPrecision = 0 | 3 | 6;

/** One key of the objects in a nested array. */
export interface NestedColumn {
  readonly name: string;
  readonly type: LogicalType;
}

/** The SQL dialects that Datafeed compiles for. */
export type Dialect = "duckdb" | "postgres" | "redshift";
