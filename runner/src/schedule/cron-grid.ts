import { Temporal } from "temporal-polyfill";
import { type CronPattern, parseCron } from "./cron.ts";
import type { Grid } from "./grid.ts";
import { checkTimezone, instantOf, startOfDay } from "./wall-clock.ts";

const minuteMs = 60_000;

/**
 * The ticks of a cron expression in a zone. Where clocks change, a fixed time that does not exist ticks when the gap ends and
 * one that occurs twice ticks once, at the first (DESIGN 4). Hours written `*` or `*` with a step go by elapsed time: they are
 * counted from the start of the day, so an hourly tick comes every hour, 23 or 25 times on such a day.
 */
export function cronGrid(expression: string, timezone: string): Grid {
  checkTimezone(timezone);
  const pattern = parseCron(expression);
  // A date's ticks can lie on the date before (clocks go back over midnight) or after (the date is left out): look around.
  const dateAround = (instantMs: number, days: number): Temporal.PlainDate =>
    Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(timezone).toPlainDate().add({ days });

  /** The ticks of some consecutive matching dates, as worked out last: schedules are asked tick by tick. */
  let known: readonly number[] = [];
  const around = (instantMs: number): readonly number[] => {
    if (known.length > 0 && known[0]! <= instantMs && instantMs < known.at(-1)!) return known;
    const ticks: number[][] = [];
    let first = pattern.previousDate(dateAround(instantMs, 2));
    let last = first ?? pattern.nextDate(dateAround(instantMs, -2));
    if (last !== undefined) ticks.push(ticksOf(pattern, last, timezone));
    while (first !== undefined && !(ticks[0]![0]! <= instantMs)) {
      first = pattern.previousDate(first);
      if (first !== undefined) ticks.unshift(ticksOf(pattern, first, timezone));
    }
    // A date more than is needed, so that the next question finds its answer.
    for (let after = 0; last !== undefined && after < 2; ) {
      last = pattern.nextDate(last);
      if (last !== undefined) ticks.push(ticksOf(pattern, last, timezone));
      if ((ticks.at(-1)?.at(-1) ?? Number.NEGATIVE_INFINITY) > instantMs) after++;
    }
    known = ticks.flat();
    return known;
  };

  return {
    atOrBefore: (instantMs) => {
      const ticks = around(instantMs);
      return ticks[countUpTo(ticks, instantMs) - 1];
    },
    after: (instantMs) => {
      const ticks = around(instantMs);
      return ticks[countUpTo(ticks, instantMs)];
    },
  };
}

/** How many of the ascending ticks are not after an instant. */
function countUpTo(ticks: readonly number[], instantMs: number): number {
  let [low, high] = [0, ticks.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ticks[middle]! <= instantMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The ticks of one date, ascending, in milliseconds since 1970. */
function ticksOf(pattern: CronPattern, date: Temporal.PlainDate, timezone: string): number[] {
  const start = startOfDay(date, timezone).epochMilliseconds;
  const end = startOfDay(date.add({ days: 1 }), timezone).epochMilliseconds;
  if (pattern.everyHours === undefined) {
    // Most days have 24 hours: no clock has to be asked for each of their minutes.
    if (end - start === 24 * 60 * minuteMs) return pattern.minutesOfDay.map((minutes) => start + minutes * minuteMs);
    const midnight = date.toPlainDateTime();
    return pattern.minutesOfDay.map((minutes) => instantOf(midnight.add({ minutes }), timezone).epochMilliseconds);
  }
  const { step, minutes } = pattern.everyHours;
  const ticks: number[] = [];
  for (let hour = 0; start + hour * 60 * minuteMs < end; hour += step) {
    for (const minute of minutes) ticks.push(start + (hour * 60 + minute) * minuteMs);
  }
  return ticks.filter((at) => at < end);
}
