import type { ResolvedSchedule } from "../load/project-documents.ts";
import { firstEdge, lastDueEdge, type ScheduledWindow, windowFrom, windowOf } from "./edges.ts";
import { gridOf } from "./grid.ts";
import type { Window } from "./window.ts";

export { windowKind } from "./edges.ts";

/**
 * The last window that is over at `now` (UTC, ISO 8601), its lag included: before that late data may still arrive. Undefined
 * where the schedule's `start` leaves none. It does not wait for the time of day at which a scheduled run is due.
 */
export function lastClosedWindow(schedule: ResolvedSchedule, now: string): Window | undefined {
  const grid = gridOf(schedule);
  const end = grid.atOrBefore(Date.parse(now) - schedule.lagMs);
  const start = end === undefined ? undefined : grid.atOrBefore(end - 1);
  if (start === undefined || end === undefined || start < firstEdge(schedule, grid)) return undefined;
  return windowOf(start, end, schedule);
}

/** The next `count` runs due after `now` (UTC, ISO 8601) of a schedule that has made no window yet. */
export function nextRuns(schedule: ResolvedSchedule, now: string, count: number): readonly ScheduledWindow[] {
  return plannedRuns(schedule, undefined, now, count);
}

/**
 * The next `count` windows due after `now` (UTC, ISO 8601) of a schedule whose windows reach to `frontier`, in order; fewer where
 * the schedule ends. The first is a Transition where the frontier is no edge of the grid. What is due already is not among them.
 */
export function plannedRuns(
  schedule: ResolvedSchedule,
  frontier: string | undefined,
  now: string,
  count: number,
): readonly ScheduledWindow[] {
  const grid = gridOf(schedule);
  const nowMs = Date.parse(now);
  const lastDue = lastDueEdge(schedule, grid, nowMs) ?? grid.after(nowMs) ?? Number.POSITIVE_INFINITY;
  const reached = frontier === undefined ? Number.NEGATIVE_INFINITY : Date.parse(frontier);
  let start = Math.max(lastDue, reached, firstEdge(schedule, grid));
  const runs: ScheduledWindow[] = [];
  while (Number.isFinite(start) && runs.length < count) {
    const run = windowFrom(schedule, grid, start);
    if (run === undefined) break;
    runs.push(run);
    start = Date.parse(run.window.end);
  }
  return runs;
}
