import { resolve } from "node:path";
import { feedId } from "../load/feed-id.ts";
import type { ResolvedFeed } from "../load/project-documents.ts";

/** Where a feed is sent. */
export type FeedTarget = { readonly to: "broker" } | { readonly to: "stdout" } | { readonly to: "file"; readonly path: string };

/** Under which name a ledger keeps how a feed stands: trying it into a file never moves the feed itself. */
export function feedKey(feed: Pick<ResolvedFeed, "id" | "name">, target: FeedTarget = { to: "broker" }): string {
  const key = feedId(feed);
  return target.to === "file" ? `${key} > ${resolve(target.path)}` : key;
}
