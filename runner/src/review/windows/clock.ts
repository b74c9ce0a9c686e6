import { Temporal } from "temporal-polyfill";

/** The clocks of a zone over a stretch of time, as whole numbers: what a proof reckons with, apart from how windows are made. */
export interface Clock {
  /** What the clocks show, as milliseconds since 1970 in UTC would. */
  shown(instantMs: number): number;
  /** The first instant at which the clocks show this or later: a time that they skip means the end of the gap. */
  firstShowing(wallMs: number): number;
  /** The instants at which they change, ascending. */
  readonly changes: readonly number[];
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

const marginMs = 3 * 86_400_000;

/** The clocks of a zone from one instant to another, and three days around. */
export function clockOf(timezone: string, fromMs: number, toMs: number): Clock {
  const stretches: Stretch[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(fromMs - marginMs).toZonedDateTimeISO(timezone);
  let from = Number.NEGATIVE_INFINITY;
  for (;;) {
    const offset = at.offsetNanoseconds / 1e6;
    const next = at.getTimeZoneTransition("next");
    if (next === null || next.epochMilliseconds > toMs + marginMs) {
      stretches.push({ from, to: Number.POSITIVE_INFINITY, offset });
      break;
    }
    if (next.offsetNanoseconds !== at.offsetNanoseconds) {
      stretches.push({ from, to: next.epochMilliseconds, offset });
      from = next.epochMilliseconds;
    }
    at = next;
  }
  return {
    shown: (instantMs) => instantMs + (stretches.find(({ to }) => instantMs < to)?.offset ?? 0),
    firstShowing: (wallMs) => {
      for (const { from, to, offset } of stretches) {
        const instant = Math.max(from, wallMs - offset);
        if (instant < to) return instant;
      }
      return Number.NaN;
    },
    changes: stretches.slice(1).map(({ from }) => from),
  };
}
