import { feedError } from "../errors.ts";
import type { ChangePosition, FeedPosition } from "../position.ts";

/** Where a feed with a change table stands in it. Errors: `feed-position-unfit`, of one that looked back before. */
export function placeOf({ changes }: FeedPosition): ChangePosition {
  if (changes !== undefined) return changes;
  throw feedError("feed-position-unfit", "The feed reads a change table now, and its position was taken when it looked back.");
}
