import type { ResolvedFeed } from "../load/project-documents.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { EventRaiser } from "./raise-events.ts";
import { openSource } from "./sources/open-source.ts";
import type { FeedSource } from "./sources/source.ts";

/** Opens where a feed's rows come from. Errors: feed-source-*, warehouse-*. */
export async function openFeedSource(feed: ResolvedFeed, warehouse: Warehouse, signal: AbortSignal): Promise<FeedSource> {
  const today = (): string => new Date().toISOString().slice(0, 10);
  return await openSource({ feed, raiser: new EventRaiser(feed), today }, warehouse, signal);
}
