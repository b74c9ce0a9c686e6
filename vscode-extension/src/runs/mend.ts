import { mendOf } from "../../../runner/src/client/mend.ts";
import type { PageError } from "../webview/protocol.ts";

/** A failure with what to do about it: the ledger keeps a run's code and message alone. */
export function withHint(error: PageError): PageError {
  const mend = error.hint ?? mendOf(error.code);
  return mend === undefined ? error : { ...error, hint: mend };
}
