/**
 * A query as far as it matters where its columns come from: what the parsers of the dialects are translated to. Names are as the
 * dialect folds them.
 */
export interface Query {
  readonly with: readonly CommonTable[];
  /** Whether the tables of `with` may read themselves and those that follow. */
  readonly recursive: boolean;
  readonly body: Body;
  /** What chooses rows beside `where`: GROUP BY, DISTINCT ON, ORDER BY, LIMIT, OFFSET. */
  readonly modifiers?: Value;
  /** Whole rows are compared: DISTINCT, UNION, INTERSECT, EXCEPT. */
  readonly compares?: boolean;
}

/** A query that WITH names. */
export interface CommonTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly query: Query;
}

/** What a query is without its WITH. */
export type Body = Select | SetOperation | ValueRows;

/** A SELECT. */
export interface Select {
  readonly kind: "select";
  readonly items: readonly Item[];
  readonly from: readonly Rows[];
  /** WHERE, HAVING and QUALIFY. */
  readonly where?: Value;
}

/** UNION, INTERSECT or EXCEPT. */
export interface SetOperation {
  readonly kind: "set";
  readonly left: Query;
  readonly right: Query;
  readonly byName: boolean;
  /** `with recursive`: the right side reads the result by this name. */
  readonly self?: { readonly name: string; readonly columns: readonly string[] };
}

/** VALUES. */
export interface ValueRows {
  readonly kind: "values";
  readonly rows: readonly (readonly Value[])[];
}

export type Item =
  /** Without a name the engine makes one: `plain` says that it may look like an identifier. */
  | { readonly kind: "value"; readonly name?: string; readonly plain?: true; readonly value: Value }
  | Star
  /** Any number of columns with any names; `alias` is what later items may call it: "" stands for any name. */
  | { readonly kind: "spread"; readonly value: Value; readonly alias?: string };

/** All columns, or all of a table. */
export interface Star {
  readonly kind: "star";
  /** The name before the point. */
  readonly of?: Path;
  readonly without: readonly string[];
  readonly replaced: readonly { readonly name: string; readonly value: Value }[];
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** Some of its columns may be missing, so that positions mean nothing. */
  readonly some: boolean;
}

/** A name and its qualifiers. */
export type Path = readonly string[];

/** What is inside of an expression. */
export interface Value {
  readonly columns: readonly Path[];
  /** Entries of a lambda's parameter, or columns of a table that is called as the parameter. */
  readonly bound: readonly Path[];
  /** Tables of which it may show whole rows. */
  readonly rows: readonly Path[];
  readonly queries: readonly ValueQuery[];
  /** It reads each column of the rows around it. */
  readonly everything: boolean;
  /** It says how many rows there are: `count(*)`, `row_number()`. */
  readonly counts?: true;
  readonly unknown?: string;
}

/** A query within a value. */
export interface ValueQuery {
  readonly query: Query;
  /** Only whether there are rows counts. */
  readonly exists: boolean;
}

interface Named {
  readonly alias?: string;
  /** Names for the first columns. */
  readonly columns: readonly string[];
}

/** Where rows come from. */
export type Rows =
  | (Named & { readonly kind: "relation"; readonly path: Path })
  /** `soft`: it sees what stands before it if it must. */
  | (Named & { readonly kind: "query"; readonly query: Query; readonly lateral: "yes" | "no" | "soft" })
  /** All columns come from the value; `closed`: there are no others than those named. */
  | (Named & { readonly kind: "function"; readonly value: Value; readonly closed: boolean })
  | (Named & Join)
  | (Named & Reshaped);

/** Two sources of rows as one. */
export interface Join {
  readonly kind: "join";
  readonly left: Rows;
  readonly right: Rows;
  readonly using: readonly string[];
  readonly natural: boolean;
  /** A semi or an anti join has the columns of its left side alone. */
  readonly leftOnly: boolean;
  readonly on?: Value;
  /** PostgreSQL: `using (…) as name`. */
  readonly usingAlias?: string;
}

/** PIVOT and UNPIVOT. */
export interface Reshaped {
  readonly kind: "reshaped";
  readonly source: Rows;
  readonly value: Value;
  /** Columns of the source that become values of one column. */
  readonly stacked: readonly string[];
}

/** A value that reads nothing. */
export const noValue: Value = { columns: [], bound: [], rows: [], queries: [], everything: false };

/** A value that can't be read, and why. */
export function unknownValue(unknown: string): Value {
  return { ...noValue, unknown };
}
