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

  return {
    atOrBefore: (instantMs) => {
      let date = pattern.previousDate(dateAround(instantMs, 2));
      while (date !== undefined) {
        const tick = ticksOf(pattern, date, timezone).findLast((at) => at <= instantMs);
        if (tick !== undefined) return tick;
        date = pattern.previousDate(date);
      }
      return undefined;
    },
    after: (instantMs) => {
      let date = pattern.nextDate(dateAround(instantMs, -2));
      while (date !== undefined) {
        const tick = ticksOf(pattern, date, timezone).find((at) => at > instantMs);
        if (tick !== undefined) return tick;
        date = pattern.nextDate(date);
      }
      return undefined;
    },
  };
}

/** The ticks of one date, ascending, in milliseconds since 1970. */
function ticksOf(pattern: CronPattern, date: Temporal.PlainDate, timezone: string): readonly number[] {
  if (pattern.everyHours === undefined) {
    const midnight = date.toPlainDateTime();
    return pattern.minutesOfDay.map((minutes) => instantOf(midnight.add({ minutes }), timezone).epochMilliseconds);
  }
  const start = startOfDay(date, timezone).epochMilliseconds;
  const end = startOfDay(date.add({ days: 1 }), timezone).epochMilliseconds;
  const { step, minutes } = pattern.everyHours;
  const ticks: number[] = [];
  for (let hour = 0; start + hour * 60 * minuteMs < end; hour += step) {
    for (const minute of minutes) ticks.push(start + (hour * 60 + minute) * minuteMs);
  }
  return ticks.filter((at) => at < end);
}
