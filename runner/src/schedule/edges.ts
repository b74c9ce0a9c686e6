import { Temporal } from "temporal-polyfill";
import type { ResolvedSchedule } from "../load/project-documents.ts";
import type { Grid } from "./grid.ts";
import { dueAt } from "./run-time.ts";
import { formatInstant, parseInstant } from "./wall-clock.ts";
import type { RunKind, Window } from "./window.ts";

/** A window of a schedule and the instant (UTC, ISO 8601) at which its run is due. */
export interface ScheduledWindow {
  readonly kind: RunKind;
  readonly window: Window;
  readonly due: string;
}

/** The kind of the windows that a schedule makes, as file names show it. */
export function windowKind(schedule: ResolvedSchedule): RunKind {
  return ({ day: "Daily", week: "Weekly", month: "Monthly", cron: "Cron" } as const)[schedule.every];
}

/** Where the windows of a schedule begin: the first edge not before its `start`; without one, no bound. Infinity: never. */
export function firstEdge(schedule: ResolvedSchedule, grid: Grid): number {
  if (schedule.start === undefined) return Number.NEGATIVE_INFINITY;
  const startMs = Math.ceil(Number(parseInstant(schedule.start, schedule.timezone).epochNanoseconds) / 1e6);
  return grid.after(startMs - 1) ?? Number.POSITIVE_INFINITY;
}

/** The end of the last window that is due at `nowMs`. Windows come due in their order, so all before it are due, too. */
export function lastDueEdge(schedule: ResolvedSchedule, grid: Grid, nowMs: number): number | undefined {
  let end = grid.atOrBefore(nowMs - schedule.lagMs);
  while (end !== undefined && dueAt(schedule, end) > nowMs) end = grid.atOrBefore(end - 1);
  return end;
}

/** The window that starts at `startMs` and ends at the next edge; a Transition where no edge lies at its start. */
export function windowFrom(schedule: ResolvedSchedule, grid: Grid, startMs: number): ScheduledWindow | undefined {
  const endMs = grid.after(startMs);
  return endMs === undefined ? undefined : windowBetween(schedule, grid, startMs, endMs);
}

/** The window from one instant to another; of the schedule's own kind only from one edge to the next. */
export function windowBetween(schedule: ResolvedSchedule, grid: Grid, startMs: number, endMs: number): ScheduledWindow {
  const whole = grid.atOrBefore(startMs) === startMs && grid.after(startMs) === endMs;
  return Object.freeze({
    kind: whole ? windowKind(schedule) : "Transition",
    window: windowOf(startMs, endMs, schedule),
    due: instantText(dueAt(schedule, endMs)),
  });
}

/** The window between two edges, in milliseconds since 1970. */
export function windowOf(startMs: number, endMs: number, { timezone }: ResolvedSchedule): Window {
  return Object.freeze({ start: instantText(startMs), end: instantText(endMs), timezone });
}

/** Milliseconds since 1970 as records hold instants. */
export function instantText(ms: number): string {
  return formatInstant(Temporal.Instant.fromEpochMilliseconds(ms));
}
