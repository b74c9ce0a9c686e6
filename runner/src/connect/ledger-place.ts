import { join } from "node:path";
import { keepSecret } from "../errors/scrub.ts";
import { resolveReference } from "./secrets.ts";

/** Where the ledger of a project is kept on a checkout. */
export function ledgerPath(root: string): string {
  return join(root, ".datafeed", "ledger.sqlite");
}

/**
 * Where the operator says that a ledger is: a path, a postgres:// URL, or a reference to one, `${file:PATH}` or `${env:NAME}`, so
 * that no password stands on a command line. No log shows the password from now on. Errors: `secret-missing`.
 */
export function ledgerPlace(written: string): string {
  const place = resolveReference(written, "--ledger", process.cwd());
  const password = URL.parse(place)?.password ?? "";
  if (password !== "") keepSecret(decodeURIComponent(password));
  return place;
}
