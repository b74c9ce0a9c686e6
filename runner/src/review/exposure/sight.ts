import type { Mask } from "../../load/project-documents.ts";

/** How much of a value can be seen, from nothing to all of it: 0 nothing, 1 its length and words, 2 its end, 3 the value. */
export type Sight = 0 | 1 | 2 | 3;

/** All of a value can be seen. */
export const clear: Sight = 3;

const throughMask: Readonly<Record<Mask, Sight>> = { full: 0, redact: 1, last4: 2 };

/** What a mask leaves to be seen: something of texts alone, for what is no text becomes NULL. */
export function sightThrough(mask: Mask | undefined, isText: boolean): Sight {
  if (mask === undefined) return clear;
  return isText ? throughMask[mask] : 0;
}

/** In words, after `shows`. */
export function seen(sight: Sight): string {
  return ["nothing", "its length", "its last four characters", "the value"][sight] ?? "the value";
}
