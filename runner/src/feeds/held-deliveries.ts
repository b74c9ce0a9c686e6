import type { ResolvedFeed } from "../load/project-documents.ts";
import type { Delivery } from "./delivery.ts";
import type { HeldEvents } from "./order/held-events.ts";
import { heldNow, revisedArrivals } from "./order/revise-held.ts";
import type { FeedPosition } from "./position.ts";
import type { ReadAhead } from "./read-ahead.ts";
import type { FeedSource } from "./sources/source.ts";

/** What it takes to look after the events that a feed holds. */
export interface HeldParts {
  readonly feed: ResolvedFeed;
  readonly heldEvents: HeldEvents;
  readonly source: FeedSource;
  /** Of the same source, which answers one question at a time. */
  readonly ahead: ReadAhead;
  readonly signal: AbortSignal;
}

/** Has what is held be as it would be now; undefined when it is. Errors: of the source, ledger-*. */
export async function revision(parts: HeldParts, position: FeedPosition): Promise<Delivery | undefined> {
  const { feed, heldEvents, source, ahead, signal } = parts;
  const held = await heldEvents.outdated(new Date().toISOString().slice(0, 10), () => heldNow(feed, source));
  if (held.length === 0) return undefined;
  await ahead.settle();
  return { arrivals: await revisedArrivals(feed, source, held, position, signal), held, position };
}

/** What is held and need not wait any more; undefined when there is nothing of it. Errors: ledger-*. */
export async function release({ heldEvents }: HeldParts, position: FeedPosition): Promise<Delivery | undefined> {
  const held = await heldEvents.releasable();
  if (held.length === 0) return undefined;
  return { arrivals: held.map(({ after, externalId }) => ({ ready: [after, externalId] })), held, position };
}

/**
 * Gives up what has waited for too long, as far as all is read that may have come meanwhile; undefined when there is nothing of
 * it. How long ago that was, the source says by its own clock: the ledger's may be another. Errors: of the source, ledger-*.
 */
export async function expiry(parts: HeldParts, position: FeedPosition): Promise<Delivery | undefined> {
  const { heldEvents, source, ahead, signal } = parts;
  if (position.passes.some(({ purpose }) => purpose === "snapshot")) return undefined;
  const overdue = await heldEvents.overdue(async () => {
    await ahead.settle();
    return (await source.lag(position, signal)).readAgo;
  });
  if (overdue.length === 0) return undefined;
  return { arrivals: overdue.map((expired) => ({ expired })), position };
}
