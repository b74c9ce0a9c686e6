import type { Position } from "../errors/diagnostic.ts";

/**
 * `passed`; `failed`: something else came out; `error`: it could not be carried out; `not-run`: the engine can't stand in for
 * what the extract asks of its warehouse.
 */
export type TestState = "passed" | "failed" | "error" | "not-run";

/** What came of one test. */
export interface TestResult {
  readonly name: string;
  readonly extract: string;
  /** The test's file, from the project's folder. */
  readonly file: string;
  /** Where the test says what is at issue; lines and columns count from 1. */
  readonly line: number;
  readonly column: number;
  readonly state: TestState;
  readonly durationMs: number;
  /** Why it did not pass, in one sentence or a few. */
  readonly message?: string;
  /** The code of the error that came, where one came. */
  readonly code?: string;
  /** Expected and found, side by side or as a unified diff; several lines. */
  readonly diff?: string;
  /** What the engine did not stand in for although the test ran. */
  readonly notes: readonly string[];
  /** Files that were written anew, from the project's folder. */
  readonly updated?: readonly string[];
}

/** What a test found, before it has a name and a duration. */
export interface Verdict extends Pick<TestResult, "state" | "message" | "code" | "diff" | "updated"> {
  /** Where the test says what is at issue: a path of the document. */
  readonly at?: readonly (string | number)[];
}

/** Where a finding begins. */
export function positionOf({ start }: { readonly start: Position }): Pick<TestResult, "line" | "column"> {
  return { line: start.line, column: start.column };
}
