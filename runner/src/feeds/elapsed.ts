/** A moment by both of a machine's clocks. */
export interface Moment {
  readonly steady: number;
  readonly wall: number;
}

export function momentNow(): Moment {
  return { steady: performance.now(), wall: Date.now() };
}

/**
 * The time since a moment, in milliseconds, by the clock that tells of more. The steady one stands still while the machine sleeps
 * (clock_gettime(2), CLOCK_MONOTONIC), the wall clock may be set back: who goes by the longer time never holds a lease for too long.
 */
export function elapsedMs(since: Moment): number {
  return Math.max(performance.now() - since.steady, Date.now() - since.wall);
}
