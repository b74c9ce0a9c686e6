import { commitBatch, dropPrepared, type FeedChange } from "../ledger/feeds/commit-batch.ts";
import type { FeedStanding } from "../ledger/feeds/feed-state.ts";
import { readStanding } from "../ledger/feeds/feed-state.ts";
import { type FeedEpoch, noteFeed } from "../ledger/feeds/own-feed.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { feedError } from "./errors.ts";
import type { FeedListener } from "./feed-progress.ts";
import type { FeedPosition } from "./position.ts";
import { positionText } from "./read-position.ts";

/** What a transaction keeps in the topic of positions. */
export interface CommittedPlace {
  readonly batch: number;
  readonly position: FeedPosition;
}

/**
 * Brings the ledger in line with what the topic says of the last transaction: a batch that was prepared is applied when it was
 * committed, and dropped when not. Errors: `feed-ledger-behind`; `feed-lost` when the feed has another owner; ledger-*.
 */
export async function recoverFeed(
  ledger: Ledger,
  owner: FeedEpoch,
  state: FeedStanding,
  { committed, onEvent }: { readonly committed: string | undefined; readonly onEvent?: FeedListener | undefined },
): Promise<FeedStanding> {
  const place = committed === undefined ? undefined : (JSON.parse(committed) as CommittedPlace);
  if (state.prepared !== undefined) {
    const change = JSON.parse(state.prepared) as FeedChange;
    const isCommitted = place !== undefined && place.batch >= change.batch;
    const done = isCommitted
      ? await commitBatch(ledger, owner, change, { keepPosition: state.positionGiven })
      : await dropPrepared(ledger, owner);
    if (done === undefined || done === false) throw feedError("feed-lost", `The feed ${state.name} has another owner.`);
    onEvent?.({ what: "recovered", batch: change.batch, was: isCommitted ? "committed" : "undone" });
  }
  const known = await stateNow(ledger, owner);
  if (place === undefined || place.batch <= known.batch) return known;
  // Of a new ledger, too: what the other one held would never be sent.
  if (!known.positionGiven) {
    throw feedError(
      "feed-ledger-behind",
      `The topic holds batch ${place.batch} of the feed ${known.name}, the ledger knows of ${known.batch}. The topic's position: ${positionText(place.position)}`,
    );
  }
  if (!(await noteFeed(ledger, owner, { batch: place.batch }))) {
    throw feedError("feed-lost", `The feed ${state.name} has another owner.`);
  }
  return stateNow(ledger, owner);
}

/** Errors: `feed-lost`, ledger-*. */
export async function stateNow(ledger: Ledger, owner: FeedEpoch): Promise<FeedStanding> {
  const state = await readStanding(ledger, owner.key);
  if (state === undefined || state.epoch !== owner.epoch) throw feedError("feed-lost", "The feed has another owner.");
  return state;
}
