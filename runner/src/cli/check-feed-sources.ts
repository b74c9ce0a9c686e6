import { checkSource } from "../feeds/sources/check-source.ts";
import type { ResolvedFeed } from "../load/project-documents.ts";
import type { Check, Warehouse } from "../warehouse/warehouse.ts";

/** What `doctor` says of where the rows of the feeds of a warehouse come from. */
export async function checkFeedSources(
  feeds: Iterable<ResolvedFeed>,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const feed of feeds) {
    if (feed.product.warehouse !== warehouse.name) continue;
    const found = await checkSource(feed, warehouse, signal);
    checks.push(...found.map((check) => ({ ...check, name: `feed ${feed.name}, ${check.name}` })));
  }
  return checks;
}
