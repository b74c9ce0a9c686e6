import type { ChangePosition, FeedPosition } from "./position.ts";

/**
 * Where a feed stands, said of the history that its database has now: after a failover the same place has another timeline, after
 * a move another system. `now` is where the source begins at this moment. Undefined where the source has not come as far as that:
 * what the feed has read is not there, is numbered anew, or was found in another way.
 */
export function inNewHistory(position: FeedPosition, now: FeedPosition): FeedPosition | undefined {
  if (!reaches(position, now)) return undefined;
  const { changes } = now;
  if (changes === undefined) return position;
  // It looked back before, and has no place in a change table.
  if (position.changes === undefined) return undefined;
  const { system, timeline } = changes;
  const moved = (place: ChangePosition): ChangePosition => ({ ...place, system, timeline });
  return {
    ...position,
    changes: moved(position.changes),
    passes: position.passes.map((pass) => (pass.since === undefined ? pass : { ...pass, since: moved(pass.since) })),
  };
}

/** Whether a position was taken in the history that the source has now. */
export function isSameHistory({ changes }: FeedPosition, now: FeedPosition): boolean {
  return changes?.system === now.changes?.system && changes?.timeline === now.changes?.timeline;
}

/** Whether the source has come as far as a position. */
export function reaches(position: FeedPosition, now: FeedPosition): boolean {
  const places = [position.changes, ...position.passes.map(({ since }) => since)];
  const isThere = places.every((place) => place === undefined || isReached(place, now.changes));
  return isThere && (position.lookedUntil ?? "") <= (now.lookedUntil ?? position.lookedUntil ?? "");
}

function isReached({ txid }: ChangePosition, now: ChangePosition | undefined): boolean {
  return now !== undefined && BigInt(txid) <= BigInt(now.txid);
}
