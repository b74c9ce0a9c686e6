import { Temporal } from "temporal-polyfill";
import type { ResolvedSchedule } from "../load/project-documents.ts";
import { firstEdge, type ScheduledWindow, windowBetween } from "./edges.ts";
import { gridOf } from "./grid.ts";
import { startOfDay } from "./wall-clock.ts";
import type { Window } from "./window.ts";

/** The date (YYYY-MM-DD) that a day's window has, in the zone in which it was computed. */
export function dateOf({ start, timezone }: Window): string {
  return Temporal.Instant.from(start).toZonedDateTimeISO(timezone).toPlainDate().toString();
}

/** Whether a text is a date as calendars have it: YYYY-MM-DD, and no 30th of February. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString() === text;
  } catch {
    return false;
  }
}

/** The window of a date by a schedule of days, wherever the schedule begins; undefined of a date that its zone left out. */
export function dayWindow(schedule: ResolvedSchedule, date: string): ScheduledWindow | undefined {
  const day = Temporal.PlainDate.from(date);
  const start = startOfDay(day, schedule.timezone).epochMilliseconds;
  const end = startOfDay(day.add({ days: 1 }), schedule.timezone).epochMilliseconds;
  return start < end ? windowBetween(schedule, gridOf(schedule), start, end) : undefined;
}

/** The date of a schedule's first window; undefined without a `start`, and where it leaves none. */
export function firstDate(schedule: ResolvedSchedule): string | undefined {
  const first = firstEdge(schedule, gridOf(schedule));
  if (!Number.isFinite(first)) return undefined;
  return Temporal.Instant.fromEpochMilliseconds(first).toZonedDateTimeISO(schedule.timezone).toPlainDate().toString();
}

/** The whole days of a schedule that lie within a stretch (UTC, ISO 8601), the newest first. */
export function daysWithin(schedule: ResolvedSchedule, start: string, end: string): readonly ScheduledWindow[] {
  const grid = gridOf(schedule);
  const [from, to] = [Date.parse(start), Date.parse(end)];
  const days: ScheduledWindow[] = [];
  let edge = grid.atOrBefore(to);
  while (edge !== undefined && edge > from) {
    const before = grid.atOrBefore(edge - 1);
    if (before === undefined || before < from) break;
    days.push(windowBetween(schedule, grid, before, edge));
    edge = before;
  }
  return days;
}

/**
 * The days of a schedule that have begun at `now` (UTC, ISO 8601) and which nobody has made windows of, the newest first: those
 * that are not due yet, and those from `frontier` on, where there is one.
 */
export function unmadeDays(schedule: ResolvedSchedule, frontier: string | undefined, now: string): readonly ScheduledWindow[] {
  const grid = gridOf(schedule);
  const first = Math.max(firstEdge(schedule, grid), frontier === undefined ? Number.NEGATIVE_INFINITY : Date.parse(frontier));
  const days: ScheduledWindow[] = [];
  let end = grid.after(Date.parse(now));
  while (end !== undefined) {
    const start = grid.atOrBefore(end - 1);
    if (start === undefined || start < first) break;
    const day = windowBetween(schedule, grid, start, end);
    if (frontier === undefined && day.due <= now) break;
    days.push(day);
    end = start;
  }
  return days;
}
