import type { FeedStanding } from "../ledger/feeds/feed-state.ts";
import { noteFeed } from "../ledger/feeds/own-feed.ts";
import { BatchDelivery } from "./deliver-batch.ts";
import { feedError } from "./errors.ts";
import type { RunningFeed } from "./feed-parts.ts";
import { HeldEvents } from "./order/held-events.ts";
import type { FeedPosition } from "./position.ts";
import { readPosition } from "./read-position.ts";
import { recoverFeed, stateNow } from "./recover-feed.ts";
import type { OpenSink } from "./sinks/sink.ts";
import type { FeedSource } from "./sources/source.ts";

/** A feed that can deliver, and where it stands. */
export interface StartedFeed {
  readonly source: FeedSource;
  readonly delivery: BatchDelivery;
  readonly heldEvents: HeldEvents;
  readonly position: FeedPosition;
}

/**
 * Has a feed go on where its ledger and its topic say that it stands; one that never ran begins. Errors:
 * `feed-partitions-changed`, `feed-ledger-behind`, `feed-lost`; of the source, ledger-*.
 */
export async function startFeed(
  running: RunningFeed,
  { source, sink }: { readonly source: FeedSource; readonly sink: OpenSink },
  signal: AbortSignal,
): Promise<StartedFeed> {
  const { ledger, owner, transactional, onEvent } = running;
  const found = await stateNow(ledger, owner);
  await checkPartitions(running, found, sink.partitions);
  const committed = transactional ? sink.committed : undefined;
  const state = await recoverFeed(ledger, owner, found, { committed, onEvent });
  const heldEvents = new HeldEvents(ledger, owner.key);
  const delivery = new BatchDelivery(running, sink, { heldEvents, batch: state.batch });
  if (state.position !== undefined) return { source, delivery, heldEvents, position: readPosition(state.position) };
  const position = await source.begin(signal);
  // Kept before anything is read: what changes from now on is not passed over by another beginning.
  await delivery.deliver({ arrivals: [], position });
  onEvent?.({ what: "began", at: new Date().toISOString() });
  return { source, delivery, heldEvents, position };
}

/** Another count of partitions puts the keys elsewhere: their events would be out of order. */
async function checkPartitions({ ledger, owner, sink }: RunningFeed, state: FeedStanding, count: number): Promise<void> {
  const { place } = sink;
  const isElsewhere = state.partitionsOf !== undefined && state.partitionsOf !== place;
  if (state.partitions !== undefined && !isElsewhere && state.partitions !== count) {
    throw feedError("feed-partitions-changed", `${place} has ${count} partitions; it had ${state.partitions}.`);
  }
  if (state.partitionsOf !== place) await noteFeed(ledger, owner, { partitions: { count, of: place } });
}
