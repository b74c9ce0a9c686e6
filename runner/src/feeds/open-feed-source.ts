import type { ResolvedFeed } from "../load/project-documents.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { EventRaiser } from "./raise-events.ts";
import { ChangesSource } from "./sources/changes.ts";
import { LookbackSource } from "./sources/lookback.ts";
import type { FeedSource } from "./sources/source.ts";

/** Opens where a feed's rows come from; the warehouse stays its owner's. Errors: feed-source-*, warehouse-*. */
export async function openFeedSource(feed: ResolvedFeed, warehouse: Warehouse, signal: AbortSignal): Promise<FeedSource> {
  const today = (): string => new Date().toISOString().slice(0, 10);
  const parts = { feed, raiser: new EventRaiser(feed), today };
  if ("changes" in feed.source) return await ChangesSource.open(parts, warehouse, signal);
  return new LookbackSource(parts, warehouse);
}
