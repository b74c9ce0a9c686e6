import { join } from "node:path";

/** Where the ledger of a project is kept on a checkout. */
export function ledgerPath(root: string): string {
  return join(root, ".datafeed", "ledger.sqlite");
}
