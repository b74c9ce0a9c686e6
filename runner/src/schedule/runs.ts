import { Temporal } from "temporal-polyfill";
import type { ResolvedSchedule } from "../load/project-documents.ts";
import { type Grid, gridOf } from "./grid.ts";
import { runTime } from "./run-time.ts";
import { formatInstant, parseInstant } from "./wall-clock.ts";
import type { RunKind, Window } from "./window.ts";

/** A window and the instant (UTC, ISO 8601) at which its run is due. */
export interface ScheduledRun {
  readonly window: Window;
  readonly due: string;
}

/** The kind of the windows that a schedule makes, as file names show it. */
export function windowKind(schedule: ResolvedSchedule): RunKind {
  return ({ day: "Daily", week: "Weekly", month: "Monthly", cron: "Cron" } as const)[schedule.every];
}

/**
 * The last window that is over at `now` (UTC, ISO 8601), its lag included: before that late data may still arrive. Undefined
 * where the schedule's `start` leaves none. It does not wait for the time of day at which a scheduled run is due.
 */
export function lastClosedWindow(schedule: ResolvedSchedule, now: string): Window | undefined {
  const grid = gridOf(schedule);
  const end = grid.atOrBefore(Date.parse(now) - schedule.lagMs);
  const start = end === undefined ? undefined : grid.atOrBefore(end - 1);
  if (start === undefined || end === undefined || start < firstEdge(schedule)) return undefined;
  return windowOf(start, end, schedule);
}

/** The next `count` runs due after `now` (UTC, ISO 8601), in order; fewer where the schedule ends. */
export function nextRuns(schedule: ResolvedSchedule, now: string, count: number): readonly ScheduledRun[] {
  const grid = gridOf(schedule);
  const runs: ScheduledRun[] = [];
  let start = firstStartDueAfter(schedule, grid, now);
  while (start !== undefined && runs.length < count) {
    const end = grid.after(start);
    if (end === undefined) break;
    const window = windowOf(start, end, schedule);
    const due = runTime(schedule, window);
    if (Date.parse(due) > Date.parse(now)) runs.push({ window, due });
    start = end;
  }
  return runs;
}

/** Where the windows of a schedule begin: the first edge not before its `start`; without one, no bound. */
function firstEdge(schedule: ResolvedSchedule): number {
  if (schedule.start === undefined) return Number.NEGATIVE_INFINITY;
  return Math.ceil(Number(parseInstant(schedule.start, schedule.timezone).epochNanoseconds) / 1e6);
}

/** The start of the earliest window whose run may still lie ahead: run times grow with their windows, so walk back. */
function firstStartDueAfter(schedule: ResolvedSchedule, grid: Grid, now: string): number | undefined {
  const first = firstEdge(schedule);
  if (first > Date.parse(now)) return grid.after(first - 1);
  let start = grid.atOrBefore(Date.parse(now)) ?? grid.after(Date.parse(now));
  while (start !== undefined) {
    const previous = grid.atOrBefore(start - 1);
    if (previous === undefined || previous < first) break;
    if (Date.parse(runTime(schedule, windowOf(previous, start, schedule))) <= Date.parse(now)) break;
    start = previous;
  }
  return start !== undefined && start < first ? grid.after(first - 1) : start;
}

function windowOf(startMs: number, endMs: number, { timezone }: ResolvedSchedule): Window {
  return Object.freeze({ start: instant(startMs), end: instant(endMs), timezone });
}

function instant(ms: number): string {
  return formatInstant(Temporal.Instant.fromEpochMilliseconds(ms));
}
