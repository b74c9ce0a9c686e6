import type { CheckKind, CheckSeverity } from "../load/data-checks.ts";
import type { Mask, ResolvedOutput } from "../load/project-documents.ts";
import type { Dialect, LogicalType } from "../load/types.ts";
import type { RunKind, Window } from "../schedule/window.ts";

/** One SQL statement with its bound values. Nothing is ever pasted into `sql`: values are bound, identifiers quoted. */
export interface Query {
  /** Placeholders are $1, $2, …; for the Redshift dialect values that it refuses as parameters stand as literals. */
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** A bound value. */
export interface Parameter {
  /** The text that is sent; the statement casts it to its type. */
  readonly value: string;
  /** What it is, for the manifest: a value compared with a PII field is shown by its type alone. */
  readonly type: string;
  readonly pii: boolean;
}

/** How an answer can be cut: stretches of the rows' key. */
export interface Slices {
  /** The keys of the same rows, a column for each part. */
  readonly keys: Query;
  /** Positions of these parts in the select list, in key order. */
  readonly columns: readonly number[];
}

/** A column of the result, in the order of the select list. */
export interface Column {
  readonly name: string;
  /** The template's field. */
  readonly field: string;
  readonly type: LogicalType;
  /** In JSON the value stands in quotes; JSON itself as a text that holds JSON. */
  readonly jsonAs?: "string";
  /** A NULL ends the run. */
  readonly required?: true;
  /** Class of personal data, when the field has one. */
  readonly pii?: string;
  /** The mask that the SQL applies. Absent: the value is read in the clear. */
  readonly mask?: Mask;
  /** Who allowed a PII field to be read in the clear. */
  readonly grant?: { readonly approvedBy: string; readonly reason: string; readonly until: string };
  /** YYYY-MM-DD: until then a grant let the value be read in the clear; for want of it there is a mask again. */
  readonly grantEnded?: string;
}

/** What a window's rows are checked for before they are published, as questions to the warehouse. */
export interface CheckPlan {
  /** Each answers with one row of numbers; checks of single rows share one. */
  readonly counts: readonly Query[];
  readonly checks: readonly CheckQuery[];
  /** The fields by which offending rows are named, in key order; none for an aggregate without dimensions. */
  readonly key: readonly Column[];
}

/** One data check. It passes when what it counts is from `least` to `most`. */
export interface CheckQuery {
  readonly name: string;
  readonly kind: CheckKind;
  readonly severity: CheckSeverity;
  /** What it finds, to be read after the number of rows: `without a value of Channel`. No personal value is in it. */
  readonly finding: string;
  /** Which of `counts` counts for it, and in which column: rows that offend; of `rows` all; of `fresh` those that are new. */
  readonly counted: { readonly by: number; readonly column: number };
  readonly least: number;
  /** Without it: any number. */
  readonly most?: number;
  /** The keys of rows that offend, eleven at most, in key order: asked when the check has failed. */
  readonly keys?: Query;
  /** Custom SQL alone: its SELECT. The keys can be asked for where this gives the key's columns, by the fields' names. */
  readonly answer?: Query;
}

/**
 * What will be asked and what will be written: the frozen record between `compile` and everything after it. The statement's
 * select list is `columns` followed by `hiddenKey` (key columns that the file does not show, in key order; with `order: none`
 * only where the answer is cut by them).
 */
export interface Plan {
  readonly extract: string;
  readonly product: string;
  readonly owner: string;
  readonly shared: boolean;
  readonly template: string;
  readonly warehouse: string;
  readonly dialect: Dialect;
  readonly kind: RunKind;
  readonly window: Window;
  readonly query: Query;
  readonly columns: readonly Column[];
  readonly hiddenKey: readonly Column[];
  /**
   * Positions of the key columns in the select list (visible and hidden), in key order; empty with `order: none` and for an
   * aggregate without dimensions. Neighbouring rows with an equal key, and empty key cells, are errors.
   */
  readonly key: readonly number[];
  /** The same rows counted, for `reconcile: count`. */
  readonly count: Query;
  /** Where the engine would hold all JSON of child rows in memory: how the answer is cut. */
  readonly slices?: Slices;
  /** What is asked before the rows are read, in the same snapshot. Absent without checks, and for a preview. */
  readonly checks?: CheckPlan;
  readonly output: ResolvedOutput;
  /** SHA-256, hex. As written: extract, template, schedule, masks, grants; no window, clock, runner or dialect version. */
  readonly definitionHash: string;
  /** SHA-256, hex. Adds window, SQL, dialect version and the masks in force. */
  readonly planHash: string;
}
