import { Temporal } from "temporal-polyfill";
import type { ResolvedSchedule } from "../../load/project-documents.ts";
import { type CronPattern, parseCron } from "../../schedule/cron.ts";
import { isoWeekday } from "../../schedule/weekday.ts";
import type { Clock } from "./clock.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;
const thursday = 4;

/**
 * The edges that a schedule has after an instant, ascending, worked out from the rule alone: dates are numbers of days, clocks a
 * list of changes. Grids reckon by Temporal; where both agree neither is wrong.
 */
export function expectedEdges(schedule: ResolvedSchedule, clock: Clock, afterMs: number): Iterator<number> {
  const firstDay = Math.floor(clock.shown(afterMs) / dayMs) - 2;
  return after(schedule.every === "cron" ? ticks(schedule, clock, firstDay) : starts(schedule, clock, firstDay), afterMs);
}

function* after(edges: Iterable<number>, afterMs: number): Generator<number, undefined> {
  let last = afterMs;
  for (const edge of edges) {
    if (edge <= last) continue;
    yield edge;
    last = edge;
  }
}

/** The beginnings of the days that begin a day, a week or a month. */
function* starts({ every, weekStart }: ResolvedSchedule, clock: Clock, firstDay: number): Generator<number> {
  for (let day = firstDay; ; day++) {
    // The day 0 was a Thursday.
    if (every === "week" && (day + thursday - isoWeekday(weekStart)) % 7 !== 0) continue;
    if (every === "month" && new Date(day * dayMs).getUTCDate() !== 1) continue;
    yield clock.firstShowing(day * dayMs);
  }
}

function* ticks({ cron }: ResolvedSchedule, clock: Clock, firstDay: number): Generator<number> {
  const pattern = parseCron(cron ?? "");
  let date = pattern.nextDate(Temporal.PlainDate.from("1970-01-01").add({ days: firstDay - 1 }));
  for (; date !== undefined; date = pattern.nextDate(date))
    yield* ticksOf(pattern, clock, Date.UTC(date.year, date.month - 1, date.day));
}

function* ticksOf({ everyHours, minutesOfDay }: CronPattern, clock: Clock, midnight: number): Generator<number> {
  if (everyHours === undefined) {
    for (const minutes of minutesOfDay) yield clock.firstShowing(midnight + minutes * minuteMs);
    return;
  }
  // Such hours go by elapsed time, from the beginning of the day to the next.
  const [start, end] = [clock.firstShowing(midnight), clock.firstShowing(midnight + dayMs)];
  for (let hour = start; hour < end; hour += everyHours.step * hourMs) {
    for (const minutes of everyHours.minutes) if (hour + minutes * minuteMs < end) yield hour + minutes * minuteMs;
  }
}
