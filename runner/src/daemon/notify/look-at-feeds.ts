import { ledgerName } from "../../commands/local/feed-desk.ts";
import { scrub } from "../../errors/scrub.ts";
import { type FeedState, listFeeds } from "../../ledger/feeds/feed-state.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import {
  addNotices,
  closeNotices,
  type NewNotice,
  type NoticeBody,
  type OpenNotice,
  openNotices,
} from "../../ledger/notices.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";

import { noticesFor, type Told } from "./rules.ts";

/** A feed tries again by itself for so long before somebody is told that it fails. */
const failingMs = 120_000;
/** A feed of which nobody has said for so long how far it is behind has no runner: its lag grows by the clock. */
const silentMs = 60_000;

/** What is wrong with a feed, if anything. */
type Trouble = Pick<NoticeBody, "error" | "since" | "lag" | "heldUpSince"> & { readonly event: "failure" | "late" };

/**
 * Tells once of each feed that stops, fails for long or becomes late, until that is over; then that it is. One that is paused is
 * left as it is. Errors: ledger-*.
 */
export async function lookAtFeeds(ledger: Ledger, told: Told, now: string): Promise<void> {
  const open = (await openNotices(ledger)).filter(({ ofFeed }) => ofFeed);
  if (told.feeds.size === 0 && open.length === 0) return;
  const states = await listFeeds(
    ledger,
    [...told.feeds.values()].map((feed) => ledgerName(feed).key),
  );
  const [news, over]: [NewNotice[], OpenNotice[]] = [[], []];
  const openOf = Map.groupBy(open, ({ extract }) => extract);
  for (const [name, feed] of told.feeds) {
    const state = states.get(ledgerName(feed).key);
    const its = openOf.get(name) ?? [];
    if (!feed.enabled) over.push(...its);
    if (!feed.enabled || state === undefined || state.paused !== undefined) continue;
    const troubles = troublesOf(feed, state, its, now);
    for (const { event, ...more } of troubles) {
      const body: NoticeBody = { event, feed: name, at: now, ...more };
      const notices = noticesFor(told, `${event}:feed:${name}:${more.since ?? now}`, body);
      news.push(...notices.filter(({ notifier }) => !its.some((each) => each.event === event && each.notifier === notifier)));
    }
    const gone = its.filter(({ event }) => !troubles.some((trouble) => trouble.event === event));
    over.push(...gone);
    const first = gone[0];
    if (first === undefined || troubles.length > 0) continue;
    news.push(...noticesFor(told, `recovery:feed:${first.id}`, { event: "recovery", feed: name, at: now }));
  }
  for (const [name, its] of openOf) if (!told.feeds.has(name)) over.push(...its);
  await addNotices(ledger, news);
  await closeNotices(
    ledger,
    over.map(({ id }) => id),
  );
}

function troublesOf(
  { lateAfterMs }: ResolvedFeed,
  { stoppedAt, lastError, failingSince, lag }: FeedState,
  open: readonly OpenNotice[],
  now: string,
): readonly Trouble[] {
  const since = (ms: number) => new Date(Date.parse(now) - ms).toISOString();
  const error = lastError && { code: lastError.code, message: scrub(lastError.message) };
  if (stoppedAt !== undefined) return [{ event: "failure", since: stoppedAt, ...(error && { error }) }];
  const troubles: Trouble[] = [];
  if (error !== undefined && failingSince !== undefined) {
    const isTold = open.some(({ event }) => event === "failure");
    const forMs = Date.parse(now) - Date.parse(failingSince);
    if (isTold || forMs > failingMs) troubles.push({ event: "failure", since: failingSince, error });
  }
  if (lag === undefined) return troubles;
  const silent = Date.parse(now) - Date.parse(lag.at);
  const behindMs = lag.seconds * 1000 + (silent > silentMs ? silent : 0);
  const heldUpMs = lag.heldUpSince === undefined ? 0 : Date.parse(now) - Date.parse(lag.heldUpSince);
  if (Math.max(behindMs, heldUpMs) <= lateAfterMs) return troubles;
  troubles.push({
    event: "late",
    since: since(Math.max(behindMs, heldUpMs)),
    lag: { ...(lag.events !== undefined && { events: lag.events }), seconds: Math.round(behindMs / 1000) },
    ...(lag.heldUpSince !== undefined && { heldUpSince: lag.heldUpSince }),
  });
  return troubles;
}
