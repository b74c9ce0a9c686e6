import { DatafeedError } from "../errors/datafeed-error.ts";
import type { RecordedError } from "../ledger/records.ts";

/**
 * What the ledger and events say of an error: code and message of one that was foreseen. The message of any other may hold
 * data, so its name alone is kept.
 */
export function recordedError(error: unknown): RecordedError {
  if (error instanceof DatafeedError) return { code: error.code, message: error.message };
  const name = error instanceof Error ? error.name : typeof error;
  return { code: "unexpected-failure", message: `The run ended by an unexpected ${name}` };
}
