import { Temporal } from "temporal-polyfill";
import type { ResolvedSchedule } from "../load/project-documents.ts";
import { formatInstant, instantOf } from "./wall-clock.ts";
import { isoWeekday } from "./weekday.ts";
import type { Window } from "./window.ts";

/**
 * When the run of a window is due (UTC, ISO 8601): the later of its end plus the lag, and the first `day` and `at` not before its
 * end. Day 31 means the last of the month, as does any day that a month does not have. Cron windows are due at the tick.
 */
export function runTime(schedule: ResolvedSchedule, window: Window): string {
  return formatInstant(Temporal.Instant.fromEpochMilliseconds(dueAt(schedule, Date.parse(window.end))));
}

/** The same, of a window by its end alone; milliseconds since 1970. A later end is never due earlier. */
export function dueAt(schedule: ResolvedSchedule, endMs: number): number {
  const lagged = endMs + schedule.lagMs;
  if (schedule.every === "cron") return lagged;
  return Math.max(firstRunDay(schedule, Temporal.Instant.fromEpochMilliseconds(endMs)).epochMilliseconds, lagged);
}

/** The first instant not before `end` at which the clock shows `at` on a run day. */
function firstRunDay(schedule: ResolvedSchedule, end: Temporal.Instant): Temporal.Instant {
  const at = Temporal.PlainTime.from(schedule.at);
  let date = end.toZonedDateTimeISO(schedule.timezone).toPlainDate().subtract({ days: 1 });
  for (;;) {
    if (isRunDay(schedule, date)) {
      const instant = instantOf(date.toPlainDateTime(at), schedule.timezone);
      if (Temporal.Instant.compare(instant, end) >= 0) return instant;
    }
    date = date.add({ days: 1 });
  }
}

function isRunDay({ every, day, weekStart }: ResolvedSchedule, date: Temporal.PlainDate): boolean {
  if (every === "week") return date.dayOfWeek === isoWeekday(typeof day === "string" ? day : weekStart);
  if (every === "month") return date.day === Math.min(typeof day === "number" ? day : 1, date.daysInMonth);
  return true;
}
