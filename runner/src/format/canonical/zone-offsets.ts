import { Temporal } from "temporal-polyfill";
import { digits } from "./calendar.ts";

/** A stretch of time in which a zone keeps one offset. */
export interface OffsetStretch {
  /** Seconds since 1970, included. */
  readonly from: number;
  /** Seconds since 1970, not included. */
  readonly until: number;
  /** East of Greenwich. */
  readonly offsetSeconds: number;
  /** `-05:00`, with seconds where the zone has them (local mean time, before about 1900): `-05:50:36`. */
  readonly text: string;
}

/** Looks up the stretch of an instant, by seconds since 1970. */
export type OffsetLookup = (epochSeconds: number) => OffsetStretch;

/** Instants of years 1 to 9999 lie well inside these. */
const always = 4e11;

/** Makes the lookup of a zone. It remembers the last stretch, since rows in order of time ask for the same one again. */
export function zoneOffsets(timezone: string): OffsetLookup {
  let last: OffsetStretch | undefined;
  const known: OffsetStretch[] = [];
  const holds = (stretch: OffsetStretch, at: number): boolean => at >= stretch.from && at < stretch.until;
  return (at) => {
    if (last !== undefined && holds(last, at)) return last;
    last = known.find((stretch) => holds(stretch, at));
    if (last === undefined) {
      last = stretchAt(timezone, at);
      known.push(last);
    }
    return last;
  };
}

function stretchAt(timezone: string, at: number): OffsetStretch {
  const instant = Temporal.Instant.fromEpochMilliseconds(Math.floor(at) * 1000);
  const zoned = instant.toZonedDateTimeISO(timezone);
  const offsetSeconds = Math.round(zoned.offsetNanoseconds / 1e9);
  const next = zoned.getTimeZoneTransition("next");
  // "previous" is strictly before, so ask from one second later to find a transition at this very instant.
  const previous = zoned.add({ seconds: 1 }).getTimeZoneTransition("previous");
  return {
    from: previous === null ? -always : Math.ceil(previous.epochMilliseconds / 1000),
    until: next === null ? always : Math.ceil(next.epochMilliseconds / 1000),
    offsetSeconds,
    text: offsetText(offsetSeconds),
  };
}

function offsetText(offsetSeconds: number): string {
  const size = Math.abs(offsetSeconds);
  const seconds = size % 60 === 0 ? "" : `:${digits(size % 60, 2)}`;
  return `${offsetSeconds < 0 ? "-" : "+"}${digits(Math.floor(size / 3600), 2)}:${digits(Math.floor(size / 60) % 60, 2)}${seconds}`;
}
