import { commandErrors } from "../commands/errors.ts";
import { compileErrors } from "../compile/errors.ts";
import { connectErrors } from "../connect/errors.ts";
import { destinationErrors } from "../destination/errors.ts";
import type { ErrorCatalogue, ErrorEntry } from "../errors/catalogue.ts";
import { executeErrors } from "../execute/errors.ts";
import { feedErrors } from "../feeds/errors.ts";
import { formatErrors } from "../format/errors.ts";
import { ledgerErrors } from "../ledger/errors.ts";
import { projectErrors } from "../project/errors.ts";
import { scheduleErrors } from "../schedule/errors.ts";
import { warehouseErrors } from "../warehouse/errors.ts";
import { clientErrors } from "./errors.ts";

const catalogues: readonly ErrorCatalogue[] = [
  ...[clientErrors, commandErrors, connectErrors, executeErrors, ledgerErrors, destinationErrors, warehouseErrors],
  ...[feedErrors, formatErrors, compileErrors, scheduleErrors, projectErrors],
];

/**
 * What docs/errors.md tells people to do about a failure that a run or a server had: the ledger keeps code and message alone.
 * Undefined for a code that no room declares; `more` are catalogues of whoever asks.
 */
export function mendOf(code: string, more: readonly ErrorCatalogue[] = []): string | undefined {
  return entryOf(code, more)?.mend;
}

/** What docs/errors.md says of a code; undefined for one that neither the rooms of runs nor `more` declare. */
export function entryOf(code: string, more: readonly ErrorCatalogue[] = []): ErrorEntry | undefined {
  return [...more, ...catalogues].find((catalogue) => Object.hasOwn(catalogue, code))?.[code];
}
