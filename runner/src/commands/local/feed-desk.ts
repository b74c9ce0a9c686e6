import { DatafeedError } from "../../errors/datafeed-error.ts";
import { feedKey } from "../../feeds/feed-key.ts";
import type { FeedName } from "../../ledger/feeds/control-feed.ts";
import { nearest, thereAre } from "../../load/did-you-mean.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { Action } from "../rights.ts";
import { checkRight } from "../rights.ts";
import { type Desk, sees } from "./desk.ts";

/** The feeds in force that the caller may know of. */
export function seenFeeds(desk: Desk): readonly ResolvedFeed[] {
  return [...desk.estate.documents().feeds.values()].filter((feed) => sees(desk, feed));
}

/**
 * The feed in force of this name, whatever its case, if the caller may do this to it. One that they may not know of is not there.
 * Errors: `feed-unknown`, `feed-unsound`, `not-approved`, `not-allowed`.
 */
export function feedFor(desk: Desk, name: string, action: Action): ResolvedFeed {
  checkRight(desk.caller, action);
  const feeds = seenFeeds(desk);
  const feed = feeds.find((each) => each.name === name) ?? feeds.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (feed === undefined) throw notApproved(desk, name) ?? feedUnsound(desk, name) ?? feedUnknown(feeds, name);
  checkRight(desk.caller, action, feed.owner);
  return feed;
}

/** The feed as the ledger knows it: its `id`, which it keeps when it is renamed, else its name. */
export function ledgerName(feed: ResolvedFeed): FeedName {
  return { key: feedKey(feed), name: feed.name };
}

/** `not-approved`, of a feed that the caller may know of and that waits until it is merged. */
function notApproved(desk: Desk, name: string): DatafeedError | undefined {
  const { approval } = desk.estate.documents();
  const waiting = approval?.waiting.get(name);
  if (approval === undefined || waiting === undefined || !("topic" in waiting) || !sees(desk, waiting)) return undefined;
  const message = `No definition of "${name}" is on the protected branch ${approval.branch}, and nothing else runs here.`;
  return new DatafeedError("not-approved", message, { hint: `Merge it into ${approval.branch}.` });
}

/** A feed that is there and has errors: with other connections it may have none. Where names are not known, by its file's. */
function feedUnsound(desk: Desk, name: string): DatafeedError | undefined {
  const { refused, unsoundFeeds } = desk.estate.documents();
  const wanted = unsoundFeeds?.get(name);
  const first = refused.find(({ file }) => (wanted === undefined ? file.endsWith(`/${name}.feed.yaml`) : file === wanted));
  const file = first?.file ?? wanted;
  if (file === undefined || desk.sight !== "all") return undefined;
  const place = first?.line === undefined ? file : `${file}:${first.line}`;
  const why = first === undefined ? "" : ` ${place}  ${first.code}  ${first.message}`;
  return new DatafeedError("feed-unsound", `The feed "${name}" has mistakes with these documents and connections:${why}`, {
    hint: `\`datafeed validate ${file}\` shows all of them. Brokers and warehouses are the operator's: --connections FILE.`,
  });
}

function feedUnknown(feeds: readonly ResolvedFeed[], name: string): DatafeedError {
  const names = feeds.map((feed) => feed.name);
  const close = nearest(name, names);
  return new DatafeedError("feed-unknown", `There is no feed "${name}". ${thereAre(names)}`, {
    hint: close === undefined ? "`datafeed feed status` lists them." : `Did you mean "${close}"?`,
  });
}
