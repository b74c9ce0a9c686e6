/** How feeds are spread over runners. */
export interface Spread {
  /** So long a runner that has its share leaves a free feed to those that have less. */
  readonly patienceMs: number;
  /** So long it keeps a feed before it may let go of it for another runner: one that has died is not waited for. */
  readonly settledMs: number;
}

/** The feeds that may go, and the living runners of the role. */
export interface Share {
  readonly feeds: number;
  readonly runners: number;
}

/** Whether a runner with so many feeds takes one more that has been free for so long. */
export function mayTake(share: Share, mine: number, freeMs: number, { patienceMs }: Spread): boolean {
  return mine < fairShare(share) || freeMs >= patienceMs;
}

/** Whether a runner has more than its share: another has come, and can have one. */
export function isTooMany(share: Share, mine: number): boolean {
  return mine > fairShare(share);
}

function fairShare({ feeds, runners }: Share): number {
  return Math.ceil(feeds / runners);
}
