/** A mistake in a user's document, as data: collected, never thrown. */

/** A place in a text. Lines and columns count from 1, offsets from 0; columns count UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** From `start` up to and without `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A warning keeps nothing from running. */
export type Severity = "error" | "warning";

/** One finding about one place of one file. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  /** One sentence with the value found, and what was expected. */
  readonly message: string;
  /** Path relative to the project, with forward slashes. */
  readonly file: string;
  readonly range?: Range;
  /** What to do, where the message does not say it already: "Did you mean `template`?" */
  readonly hint?: string;
  /** Whether the text there must not be shown: a filter, which may hold what personal data are compared with. */
  readonly hideSource?: true;
}

/** Whether any of them is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}
