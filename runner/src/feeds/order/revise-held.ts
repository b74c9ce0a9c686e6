import type { HeldEvent, HeldNow } from "../../ledger/feeds/holds.ts";
import type { ResolvedEvent, ResolvedFeed } from "../../load/project-documents.ts";
import type { FeedPosition } from "../position.ts";
import { isOfData, type RaisedRows } from "../sources/read-rows.ts";
import type { FeedSource } from "../sources/source.ts";
import type { Arrival } from "./arrival.ts";
import { poisonLetter } from "./dead-event.ts";
import { eventOf } from "./held-event.ts";

/** What events of each type that are held should be like by now. */
export function heldNow({ events }: ResolvedFeed, source: FeedSource): readonly HeldNow[] {
  return events.map((event) => ({
    ...{ type: event.type, madeOf: source.madeOf(event) },
    ...(event.after !== undefined && { after: event.after }),
  }));
}

/**
 * What becomes of events that are held otherwise than they would be now. One whose type waits for nothing, or for another type,
 * arrives again. One that is made of something else (a policy applies at once, also to what waits) is raised anew from its row;
 * where rows can't be read by their keys, or the type is gone, it becomes a dead letter. Errors: of the source.
 */
export async function revisedArrivals(
  feed: ResolvedFeed,
  source: FeedSource,
  held: readonly HeldEvent[],
  at: FeedPosition,
  signal: AbortSignal,
): Promise<readonly Arrival[]> {
  const arrivals = new Map<HeldEvent, readonly Arrival[]>();
  for (const type of new Set(held.map((each) => each.type))) {
    const event = feed.events.find((each) => each.type === type);
    const ofType = held.filter((each) => each.type === type);
    const madeOf = event === undefined ? undefined : source.madeOf(event);
    const outdated = ofType.filter((each) => each.madeOf !== madeOf);
    for (const each of ofType) arrivals.set(each, [{ event: eventOf(each) }]);
    if (outdated.length === 0) continue;
    const raised = event === undefined ? undefined : await raisedAnew({ feed, source, event, at, signal }, outdated);
    for (const each of outdated)
      arrivals.set(each, raised?.get(each.row) ?? [raised === undefined ? dead(each) : { dropped: each }]);
  }
  return held.flatMap((each) => arrivals.get(each) ?? []);
}

function dead(held: HeldEvent): Arrival {
  const message = "What it is made of has changed while it waited.";
  return { dropped: held, why: { code: "feed-held-outdated", message } };
}

interface Reading {
  readonly feed: ResolvedFeed;
  readonly source: FeedSource;
  readonly event: ResolvedEvent;
  readonly at: FeedPosition;
  readonly signal: AbortSignal;
}

/** By row: what it raises now, or its dead letter where it can't be read. Undefined where rows are not read by their keys. */
async function raisedAnew(
  reading: Reading,
  held: readonly HeldEvent[],
): Promise<ReadonlyMap<string, readonly Arrival[]> | undefined> {
  const { source, event, at, signal } = reading;
  if (source.reread === undefined) return undefined;
  try {
    const keys = held.map(({ row }) => JSON.parse(row) as readonly string[]);
    return arrivalsByRow(reading, held, await source.reread(event, keys, at, signal));
  } catch (error) {
    if (!isOfData(error)) throw error;
    if (held.length === 1) return new Map(held.map((each) => [each.row, [dead(each)]]));
    // One row is enough to fail the question: the others are read without it.
    const half = Math.ceil(held.length / 2);
    const first = await raisedAnew(reading, held.slice(0, half));
    const second = await raisedAnew(reading, held.slice(half));
    return new Map([...(first ?? []), ...(second ?? [])]);
  }
}

function arrivalsByRow(
  { feed }: Reading,
  held: readonly HeldEvent[],
  { events, poison }: RaisedRows,
): ReadonlyMap<string, readonly Arrival[]> {
  const raised = new Map<string, readonly Arrival[]>();
  for (const each of events) raised.set(JSON.stringify(each.row), [{ event: each }]);
  for (const each of poison) {
    const row = JSON.stringify(each.row);
    const waited = held.find((one) => one.row === row);
    raised.set(row, [...(waited === undefined ? [] : [{ dropped: waited }]), { dead: poisonLetter(feed, each) }]);
  }
  return raised;
}
