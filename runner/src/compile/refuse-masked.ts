import { DatafeedError } from "../errors/datafeed-error.ts";
import { piiClassOf } from "../load/pii.ts";
import { hasStoredNulls } from "../load/stored-nulls.ts";
import type { Compilation } from "./compilation.ts";
import { grantOf } from "./masking.ts";

/**
 * Refuses what would tell of the values that a mask hides: a comparison without a grant in force; of an expression also whether
 * it is NULL. Errors: compile-filter-masked.
 *
 * @param what What looks at the field: `The filter of nightly`.
 * @param asks Whether values are compared, or it is only asked whether there is one.
 */
export function refuseMasked(compilation: Compilation, what: string, field: string, asks: "null" | "value"): void {
  const { template } = compilation.extract;
  if (piiClassOf(template, field) === undefined || grantOf(compilation, field) !== undefined) return;
  const mayAsk = hasStoredNulls(template, field);
  if (asks === "null" && mayAsk) return;
  throw new DatafeedError(
    "compile-filter-masked",
    `${what} compares the field ${JSON.stringify(field)}, which holds personal data and is masked on ${compilation.today}.`,
    { hint: `Take another field, or ask for a grant${mayAsk ? "; isNull and isNotNull are allowed" : ""}.` },
  );
}
