import type { FeedStanding } from "../ledger/feeds/feed-state.ts";
import type { FeedRequest } from "../ledger/feeds/requests.ts";
import type { Delivery } from "./delivery.ts";
import type { FeedResult } from "./feed-parts.ts";
import type { FeedPosition, Pass } from "./position.ts";

/** What comes of a run of a feed that a person has paused; undefined: nobody has. */
export function pausedResult({ paused }: FeedStanding): FeedResult | undefined {
  if (paused === undefined) return undefined;
  const { by, reason } = paused;
  return { state: "paused", by, ...(reason === undefined ? {} : { reason }) };
}

/** Takes up the replays that are asked for: each becomes a pass, after those that are under way. */
export function replaysTakenUp(requests: readonly FeedRequest[], position: FeedPosition): Delivery {
  const passes = requests.map(({ id, from, to, types }): Pass => ({ id, purpose: "replay", from, to, types, rows: 0 }));
  return {
    arrivals: [],
    position: { ...position, passes: [...position.passes, ...passes] },
    requests: requests.map(({ id }) => id),
  };
}
