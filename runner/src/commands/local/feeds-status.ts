import { type FeedStanding, readStandings } from "../../ledger/feeds/feed-state.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { FeedRunState, FeedsStatus } from "../commands.ts";
import type { Desk } from "./desk.ts";
import { ledgerName, seenFeeds } from "./feed-desk.ts";
import { stateOf } from "./feed-views.ts";

interface Standing {
  readonly feed: ResolvedFeed;
  readonly state: FeedRunState;
  readonly standing: FeedStanding | undefined;
}

/** The feeds in force that the caller may know of, in short. Errors: ledger-*. */
export async function feedsStatus(desk: Desk): Promise<FeedsStatus> {
  const feeds = seenFeeds(desk);
  const standings = await readStandings(
    desk.estate.ledger,
    feeds.map((feed) => ledgerName(feed).key),
  );
  const all = feeds.map((feed) => {
    const standing = standings.get(ledgerName(feed).key);
    return { feed, standing, state: stateOf(feed, standing) };
  });
  const states = { running: 0, waiting: 0, paused: 0, stopped: 0, disabled: 0 };
  for (const { state } of all) states[state] += 1;
  return { states, ...worstLagOf(all), stopped: stoppedOf(all) };
}

/** Of those that go: one that stands still on purpose, or is stopped, is behind without any news in it. */
function worstLagOf(all: readonly Standing[]): Pick<FeedsStatus, "worstLag"> {
  const lags = all.flatMap(({ feed, state, standing }) => {
    if (standing?.lag === undefined || (state !== "running" && state !== "waiting")) return [];
    const { seconds, at } = standing.lag;
    return [{ feed: feed.name, seconds, at }];
  });
  const worstLag = lags.sort((one, other) => other.seconds - one.seconds)[0];
  return worstLag === undefined ? {} : { worstLag };
}

function stoppedOf(all: readonly Standing[]): FeedsStatus["stopped"] {
  return all
    .filter(({ state }) => state === "stopped")
    .map(({ feed: { name: feed }, standing }) => {
      const error = standing?.lastError;
      return error === undefined ? { feed } : { feed, code: error.code, message: error.message };
    })
    .sort((one, other) => (one.feed < other.feed ? -1 : 1));
}
