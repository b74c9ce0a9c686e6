import { compileEvent } from "../../compile/compile-event.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { Check, Warehouse } from "../../warehouse/warehouse.ts";
import { bareOf } from "./pass.ts";

/** Columns of PostgreSQL that are compared with a key's texts as these types without a cast, so that an index serves. */
const compared: Readonly<Record<string, readonly string[]>> = {
  string: ["text", "character varying", "name"],
  integer: ["smallint", "integer", "bigint"],
  uuid: ["uuid"],
  date: ["date"],
};

/**
 * What `doctor` says of the columns by which a change names its row: they should be of the types that the template gives their
 * fields. Errors: those of a query's description.
 */
export async function checkKeys(feed: ResolvedFeed, warehouse: Warehouse, signal: AbortSignal): Promise<readonly Check[]> {
  const today = new Date().toISOString().slice(0, 10);
  const checks: Check[] = [];
  for (const event of feed.events) {
    const { template } = event.extract;
    const { plan, row } = compileEvent(bareOf(event), { dialect: "postgres", today, rows: { by: "time", limit: 1 } });
    const found = await warehouse.describe(plan.query, signal);
    for (const position of row) {
      const { field = "", type } = plan.hiddenKey[position] ?? {};
      const stored = found[position]?.type ?? "";
      if (type === undefined || compared[type.type]?.includes(stored) === true) continue;
      const detail = `the key field ${field} of ${template.name} is of type ${type.type}, and its column of type ${stored}: changed rows may not be found by it, or not by an index`;
      checks.push({ name: `key of ${event.type}`, ok: true, advice: true, detail });
    }
  }
  return checks;
}
