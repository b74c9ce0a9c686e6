import { clientErrors } from "../../../runner/src/client/errors.ts";
import { compileErrors } from "../../../runner/src/compile/errors.ts";
import { connectErrors } from "../../../runner/src/connect/errors.ts";
import { destinationErrors } from "../../../runner/src/destination/errors.ts";
import { executeErrors } from "../../../runner/src/execute/errors.ts";
import { formatErrors } from "../../../runner/src/format/errors.ts";
import { ledgerErrors } from "../../../runner/src/ledger/errors.ts";
import { warehouseErrors } from "../../../runner/src/warehouse/errors.ts";
import type { PageError } from "../webview/protocol.ts";

const catalogue: Readonly<Record<string, { readonly mend: string }>> = {
  ...clientErrors,
  ...compileErrors,
  ...connectErrors,
  ...destinationErrors,
  ...executeErrors,
  ...formatErrors,
  ...ledgerErrors,
  ...warehouseErrors,
};

/** A failure with what to do about it: the ledger keeps a run's code and message alone. */
export function withHint(error: PageError): PageError {
  const mend = error.hint ?? catalogue[error.code]?.mend;
  return mend === undefined ? error : { ...error, hint: mend };
}
