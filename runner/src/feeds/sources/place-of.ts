import type { ChangePosition, FeedPosition } from "../position.ts";

/** Where a feed with a change table stands in it. */
export function placeOf({ changes }: FeedPosition): ChangePosition {
  if (changes === undefined) throw new TypeError("The position has no place in a change table.");
  return changes;
}
