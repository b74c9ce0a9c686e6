import { clientErrors } from "../client/errors.ts";
import { commandErrors } from "../commands/errors.ts";
import { compileErrors } from "../compile/errors.ts";
import { connectErrors } from "../connect/errors.ts";
import { destinationErrors } from "../destination/errors.ts";
import type { ErrorCatalogue } from "../errors/catalogue.ts";
import { executeErrors } from "../execute/errors.ts";
import { formatErrors } from "../format/errors.ts";
import { ledgerErrors } from "../ledger/errors.ts";
import { pipeErrors } from "../pipe/errors.ts";
import { projectErrors } from "../project/errors.ts";
import { sampleErrors } from "../sample/errors.ts";
import { scheduleErrors } from "../schedule/errors.ts";
import { warehouseErrors } from "../warehouse/errors.ts";
import { cliErrors } from "./errors.ts";

const catalogues: readonly ErrorCatalogue[] = [
  ...[cliErrors, clientErrors, commandErrors, connectErrors, executeErrors, ledgerErrors, destinationErrors, warehouseErrors],
  ...[formatErrors, compileErrors, scheduleErrors, projectErrors, sampleErrors, pipeErrors],
];

/** What docs/errors.md tells people to do about a failure of this code; undefined for a code that no room declares. */
export function mendOf(code: string): string | undefined {
  return catalogues.find((catalogue) => Object.hasOwn(catalogue, code))?.[code]?.mend;
}
