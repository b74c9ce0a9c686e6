import { commandErrors } from "../commands/errors.ts";
import { compileErrors } from "../compile/errors.ts";
import { configTestErrors } from "../config-tests/errors.ts";
import { connectErrors } from "../connect/errors.ts";
import { destinationErrors } from "../destination/errors.ts";
import type { ErrorCatalogue } from "../errors/catalogue.ts";
import { executeErrors } from "../execute/errors.ts";
import { feedErrors } from "../feeds/errors.ts";
import { formatErrors } from "../format/errors.ts";
import { ledgerErrors } from "../ledger/errors.ts";
import { loadErrors } from "../load/errors.ts";
import { projectErrors } from "../project/errors.ts";
import { reviewErrors } from "../review/errors.ts";
import { scheduleErrors } from "../schedule/errors.ts";
import { warehouseErrors } from "../warehouse/errors.ts";
import { apiErrors } from "./errors.ts";

/** What a failure is to the client of an API, where nothing more exact stands below. */
const byRoom: readonly (readonly [ErrorCatalogue, number])[] = [
  [projectErrors, 500],
  // The documents in force are sound: what a request brings in is its own mistake.
  [loadErrors, 422],
  [scheduleErrors, 422],
  [compileErrors, 422],
  [formatErrors, 500],
  [warehouseErrors, 502],
  [destinationErrors, 502],
  [ledgerErrors, 503],
  [executeErrors, 500],
  [feedErrors, 502],
  [connectErrors, 500],
  [configTestErrors, 500],
  // No answer of the API yet: a plan says them of a change.
  [reviewErrors, 422],
  [commandErrors, 422],
  [apiErrors, 400],
];

const exactly: Readonly<Record<string, number>> = {
  "token-missing": 401,
  "token-invalid": 401,
  "token-expired": 401,
  "webhook-refused": 401,
  "not-allowed": 403,
  "not-approved": 409,
  "extract-unknown": 404,
  "feed-unknown": 404,
  "feed-unsound": 404,
  "output-unknown": 404,
  "part-unknown": 404,
  "route-unknown": 404,
  "schedule-none": 404,
  "export-none": 404,
  "export-day-failed": 404,
  "export-day-empty": 404,
  "export-day-skipped": 404,
  "export-day-missing": 404,
  "unknown-id": 404,
  "ambiguous-id": 404,
  "link-invalid": 404,
  "extract-busy": 409,
  "feed-busy": 409,
  "feed-not-paused": 409,
  "idempotency-under-way": 409,
  "obligation-closed": 409,
  "output-unpublished": 409,
  "run-cancelled": 409,
  "run-closed": 409,
  "publication-under-way": 409,
  "export-day-format": 409,
  "output-exported": 409,
  "supersede-refused": 409,
  "supersede-changed": 409,
  "output-abandoned": 410,
  "output-deleted": 410,
  "export-day-deleted": 410,
  "body-too-large": 413,
  "media-type-unknown": 415,
  "range-outside": 416,
  "idempotency-key-differs": 422,
  "token-refused": 422,
  "export-day-open": 425,
  "too-many-requests": 429,
  "query-invalid": 400,
  "export-date-invalid": 400,
  "export-filter-value": 400,
  "internal-error": 500,
  "ledger-damaged": 500,
  "ledger-newer": 500,
  "not-ready": 503,
  "export-day-pending": 503,
  "export-day-paused": 503,
  "rows-differ": 502,
  "count-differs": 502,
  "export-damaged": 502,
  "supersede-unnoted": 502,
  "warehouse-sql-refused": 502,
  "warehouse-busy": 503,
  "warehouse-cancelled": 503,
  "warehouse-locked": 503,
  "destination-full": 503,
  "format-disk-full": 503,
  "server-stopping": 503,
  "too-many-downloads": 503,
  "run-timeout": 504,
  "warehouse-timeout": 504,
};

/** Each code with its status. */
export const statuses: ReadonlyMap<string, number> = new Map([
  ...byRoom.flatMap(([errors, status]) => Object.keys(errors).map((code) => [code, status] as const)),
  ...Object.entries(exactly),
]);

/** The HTTP status of an error's code: the one table of them. A code that no room declares is a mistake of ours: 500. */
export function statusOf(code: string): number {
  return statuses.get(code) ?? 500;
}
