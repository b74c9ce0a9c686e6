/** What a cell of the sample warehouse holds, as the generator hands it over. Every kind may be null where the column allows it. */
export type CellKind =
  | "uuid"
  | "text"
  | "integer"
  | "bigint"
  | "float64"
  | "boolean"
  /** A number of hundredths: `decimal(12,2)`. */
  | "cents"
  /** Microseconds since 1970, stored with its zone. */
  | "instant"
  /** Microseconds since 1970, stored as UTC without a zone. */
  | "utc-naive"
  /** JSON as text. */
  | "json";

/** A cell; numbers are whole but for float64, and below 2^53. */
export type Cell = string | number | boolean | null;

/** A column of the sample warehouse. */
export interface TableColumn {
  readonly name: string;
  readonly kind: CellKind;
  readonly nullable: boolean;
}

/** A table of the sample warehouse. */
export interface Table {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** The columns that identify a row; a primary key where the engine gains from one. */
  readonly key: readonly string[];
  /** The column that decides to which window a row belongs. */
  readonly time?: string;
}

/** Declares columns as `name: kind`, with `?` after the kind of a column that may be empty. */
export function columns(declared: Readonly<Record<string, CellKind | `${CellKind}?`>>): readonly TableColumn[] {
  return Object.entries(declared).map(([name, kind]) => ({
    name,
    kind: kind.replace("?", "") as CellKind,
    nullable: kind.endsWith("?"),
  }));
}
