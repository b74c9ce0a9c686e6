/**
 * The steps between which a run can die, in their order. Tests stop the process at each of them; docs/decisions/0004 says what
 * was seen.
 */
export const faultPoints = [
  "requested",
  "claimed",
  "columns-matched",
  "staging-made",
  "first-rows",
  "encoded",
  "sealed",
  "before-decide",
  "after-decide",
  "part-published",
  "manifest-published",
  "staging-discarded",
  "marked-published",
] as const;

export type FaultPoint = (typeof faultPoints)[number];

/** Told of each step as it is reached. Absent in production. */
export interface Faults {
  reach(point: FaultPoint): void | Promise<void>;
}
