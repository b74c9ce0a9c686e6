/** The steps of a batch, in their order. Tests stop the process at each of them. */
export const feedFaultPoints = ["read", "ordered", "prepared", "sent", "committed"] as const;

export type FeedFaultPoint = (typeof feedFaultPoints)[number];

/** Told of each step as it is reached. Absent in production. */
export interface FeedFaults {
  reach(point: FeedFaultPoint): void | Promise<void>;
}
