import type { Warehouse } from "../../warehouse/warehouse.ts";
import { ChangesSource } from "./changes.ts";
import { LookbackSource } from "./lookback.ts";
import type { SourceParts } from "./read-rows.ts";
import type { FeedSource } from "./source.ts";

/** Opens the source of a feed; the warehouse stays its owner's. Errors: feed-source-unfit, those of the warehouse. */
export async function openSource(parts: SourceParts, warehouse: Warehouse, signal: AbortSignal): Promise<FeedSource> {
  return "changes" in parts.feed.source
    ? await ChangesSource.open(parts, warehouse, signal)
    : new LookbackSource(parts, warehouse);
}
