import type { FilterPath } from "./form-actions.ts";

/** Everything that the page shows of one extract, as plain JSON. */
export interface FormModel {
  /** The extracts of the file, by their place among its documents. */
  readonly documents: readonly { readonly index: number; readonly name: string }[];
  readonly index: number;
  readonly name: string;
  readonly template: { readonly name: string; readonly description?: string; readonly known: boolean };
  readonly product: string;
  /** What the template offers, and what is selected of it, in the order of the columns. */
  readonly fields: FieldsModel;
  readonly filter: FilterModel;
  readonly findings: readonly FormFinding[];
  /** The nine rows of the portal's last step (SEEDS 57). */
  readonly summary: readonly SummaryRow[];
  readonly outlook: Outlook;
  readonly timezone: string;
  /** Whether the document, with what it refers to, has no errors. */
  readonly sound: boolean;
}

export interface FieldsModel {
  readonly selected: readonly SelectedRow[];
  readonly available: readonly FieldFacts[];
  /** Why the fields can't be shown as a list. */
  readonly problem?: string;
}

/** A column of the file. */
export interface SelectedRow {
  readonly field: string;
  readonly as?: string;
  /** Asked for by the author. */
  readonly mask?: string;
}

/** What is known of a field. */
export interface FieldFacts {
  readonly name: string;
  readonly type: string;
  readonly description?: string;
  readonly unit?: string;
  /** The class of personal data. */
  readonly pii?: string;
  /** How its values look in the file; absent: in the clear. */
  readonly masked?: string;
  /** Known values, for suggestions. */
  readonly values?: readonly string[];
  /** What it can be tested with in the filter; none for measures. */
  readonly operators: readonly string[];
}

export interface FilterModel {
  readonly root?: FilterView;
  /** Why the filter can't be shown as a tree. */
  readonly problem?: string;
}

export type FilterView =
  | { readonly kind: "group"; readonly path: FilterPath; readonly join: "all" | "any"; readonly items: readonly FilterView[] }
  | { readonly kind: "not"; readonly path: FilterPath; readonly item: FilterView }
  | ConditionView;

export interface ConditionView {
  readonly kind: "condition";
  readonly path: FilterPath;
  readonly field: string;
  /** For the value's editor: string, integer, decimal, float64, boolean, instant, date, uuid, bytes, json. */
  readonly type: string;
  readonly operator: string;
  readonly operators: readonly string[];
  readonly shape: "none" | "one" | "two" | "list";
  readonly values: readonly string[];
  /** Of instants: the same as wall-clock time of the extract's zone. */
  readonly walls?: readonly string[];
  readonly suggestions: readonly string[];
}

export type FormPart = "fields" | "filter" | "other";

/** A finding about a part of the document, beside which it is shown. */
export interface FormFinding {
  readonly part: FormPart;
  /** Of fields: which selected one. */
  readonly row?: number;
  /** Of the filter: which condition. */
  readonly path?: FilterPath;
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
}

export type SummaryKey = "name" | "start" | "end" | "timezone" | "zip" | "shared" | "template" | "fields" | "filters";
export interface SummaryRow {
  readonly key: SummaryKey;
  readonly label: string;
  readonly text: string;
  /** The whole of what `text` cuts short. */
  readonly detail?: readonly string[];
}

/** What will happen: in words, and the next runs. */
export interface Outlook {
  readonly sentence: string;
  readonly runs: readonly { readonly due: string; readonly start: string; readonly end: string }[];
}
