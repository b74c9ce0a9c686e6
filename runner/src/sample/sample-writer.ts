import type { Rows } from "./rows.ts";

/** How many rows a table of the sample holds. */
export interface TableRows {
  readonly name: string;
  readonly rows: number;
}

/**
 * Fills one sample warehouse. Nothing of it is visible before `finish`; closed before that, or killed at any moment, it leaves
 * the target as it was.
 */
export interface SampleWriter extends AsyncDisposable {
  write(rows: Rows): Promise<void>;
  /** Computes the tables that follow from others, and makes the warehouse visible. */
  finish(): Promise<readonly TableRows[]>;
}

/** What a writer has to know before it touches its target. */
export interface WriterOptions {
  /** Replaces what is there, also where the sample did not make it. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}
