import { DatafeedError } from "../errors/datafeed-error.ts";

/** How often a failed run is tried again by itself. */
export interface Retries {
  /** After the first try. */
  readonly max: number;
  /** The pause before the first of them; it doubles each time, up to six hours. */
  readonly backoffMs: number;
}

const longestPauseMs = 6 * 3_600_000;

/**
 * What comes out the same when it is tried again, with the reason: somebody has to change a document, the data or a right first.
 * Everything else may be over by the next try.
 */
export const notRepeated: Readonly<Record<string, string>> = {
  "format-value": "the value is in the data",
  "format-duplicate-key": "the key is in the data",
  "format-empty-key": "the key is in the data",
  "format-null": "the NULL is in the data",
  "warehouse-sql-refused": "the template's SQL does not fit the warehouse",
  "warehouse-permission": "the role lacks a right",
  "warehouse-columns-changed": "the template does not fit the source",
  "warehouse-authentication-unsupported": "the server asks for what the runner can't do",
  "destination-path": "the path leads out of the destination",
  "destination-no-links": "the file system can't publish",
  "destination-overwrites": "the server can't publish",
  "destination-host-key": "it may be another server",
  "connection-unknown": "connections.yaml does not have it",
  "connection-outside": "connections.yaml leads out of the project",
  "secret-missing": "the runner lacks a secret",
};

/** Whether the next try may end otherwise. What does not compile does not compile then either. */
export function isWorthRepeating(error: unknown): boolean {
  return !(error instanceof DatafeedError) || !(error.code in notRepeated || error.code.startsWith("compile-"));
}

/**
 * After how many milliseconds a run that failed is tried again; undefined: not by itself. The pauses are a quarter longer or
 * shorter at random, so that what failed together does not come back together.
 */
export function retryIn(
  error: unknown,
  tries: number,
  retries: Retries,
  random: () => number = Math.random,
): number | undefined {
  if (tries > retries.max || !isWorthRepeating(error)) return undefined;
  const pauseMs = Math.min(retries.backoffMs * 2 ** (tries - 1), longestPauseMs);
  return Math.min(Math.round(pauseMs * (0.75 + random() / 2)), longestPauseMs);
}
