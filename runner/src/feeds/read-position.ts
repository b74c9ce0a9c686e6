import type { FeedPosition } from "./position.ts";

/** A position that a feed has kept. */
export function readPosition(text: string): FeedPosition {
  return JSON.parse(text) as FeedPosition;
}

/** How a position is kept, and shown. */
export function positionText(position: FeedPosition): string {
  return JSON.stringify(position);
}
