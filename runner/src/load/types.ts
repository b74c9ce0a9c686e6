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
  /** JSON. With `shape`: built exactly so; without: any JSON, keys sorted. */
  | { readonly type: "json"; readonly shape?: Shape };

/** Digits of a second. */
export type InstantPrecision = 0 | 3 | 6;

/** How JSON is built that a template nests. `null` can stand for each of them but the `required` ones: there it ends the run. */
export type Shape =
  | { readonly kind: "value"; readonly type: LogicalType }
  /** Exactly these keys, in this order. */
  | { readonly kind: "object"; readonly keys: readonly ShapeKey[] }
  | { readonly kind: "array"; readonly items: Shape; readonly required?: true }
  /** Any keys, sorted by code point, each with such a value; those whose value is null are left out. */
  | { readonly kind: "map"; readonly values: Shape };

/** A key of an object, and what is under it. */
export interface ShapeKey {
  readonly name: string;
  readonly shape: Shape;
  /** The key is left out where its value is null. */
  readonly optional?: true;
  /** The value is never null. */
  readonly required?: true;
}

/** The SQL dialects that Datafeed compiles for. */
export type Dialect = "duckdb" | "postgres" | "redshift";
