import { DatafeedError } from "../errors/datafeed-error.ts";
import { scrub } from "../errors/scrub.ts";
import type { RecordedError } from "../ledger/records.ts";

/**
 * What the ledger and events say of an error: code and message of one that was foreseen. The message of any other may hold
 * data, so its name alone is kept. Of a driver's own words in a message, secrets are covered.
 */
export function recordedError(error: unknown, what: "run" | "feed" = "run"): RecordedError {
  if (error instanceof DatafeedError) return { code: error.code, message: scrub(error.message) };
  const name = error instanceof Error ? error.name : typeof error;
  return { code: "unexpected-failure", message: `The ${what} ended by an unexpected ${name}` };
}
