import type { Documents } from "../../commands/estate.ts";
import { narrowingOfText } from "../../commands/narrow.ts";
import { compileExtract } from "../../compile/compile-extract.ts";
import { definitionHash } from "../../compile/hashes.ts";
import type { Plan } from "../../compile/plan.ts";
import { dialectOf } from "../../connect/open-connections.ts";
import type { Destination } from "../../destination/destination.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { Due } from "../../ledger/due.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { DaemonContext } from "../part.ts";

/** The extract that something due is about, as this runner has it: undefined when it has none, or another definition of it. */
export function extractOf({ obligation, definitionHash: applied }: Due, documents: Documents): ResolvedExtract | undefined {
  const extract = documents.extracts.get(obligation.extract);
  // The ledger says which definition is in force: this runner is behind it, or ahead.
  return extract === undefined || definitionHash(extract) !== applied ? undefined : extract;
}

/** Everything that a run needs. */
export interface Prepared {
  readonly plan: Plan;
  readonly warehouse: Warehouse;
  readonly destination: Destination;
}

/** Compiles what is due. Errors: narrowing-refused, compile-*, connection-unknown. */
export function planFor({ obligation }: Due, extract: ResolvedExtract, { connections }: DaemonContext): Plan {
  const { kind, window, narrowing } = obligation;
  const today = new Date().toISOString().slice(0, 10);
  return compileExtract(extract, {
    kind,
    window,
    dialect: dialectOf(connections, extract.product.warehouse),
    today,
    ...(narrowing === undefined ? {} : { narrow: narrowingOfText(extract, narrowing, today) }),
  });
}

/** Whether no runner can compile it, until somebody changes the document. Another may have a connection that this one lacks. */
export function isOfDocument(error: unknown): boolean {
  if (!(error instanceof DatafeedError)) return true;
  return error.code === "narrowing-refused" || error.code.startsWith("compile-");
}
