/** A stretch of time, half open. */
export interface Range {
  /** UTC, ISO 8601; or wall clock of the extract's zone. */
  readonly start: string;
  readonly end: string;
}
