import type { ResolvedSchedule } from "../load/project-documents.ts";
import { calendarGrid } from "./calendar-grid.ts";
import { cronGrid } from "./cron-grid.ts";

/**
 * The edges at which the windows of a schedule meet: instants in milliseconds since 1970, each greater than the one before.
 * A window of the grid goes from one edge to the next, so windows neither overlap nor leave anything out.
 */
export interface Grid {
  /** The last edge that is not after `instantMs`; undefined before the first. */
  atOrBefore(instantMs: number): number | undefined;
  /** The first edge after `instantMs`; undefined after the last. */
  after(instantMs: number): number | undefined;
}

/** The grid of a schedule. Errors: schedule-cron-invalid, schedule-timezone-unknown. */
export function gridOf(schedule: ResolvedSchedule): Grid {
  return schedule.every === "cron"
    ? cronGrid(schedule.cron ?? "", schedule.timezone)
    : calendarGrid(schedule.every, schedule.timezone, schedule.weekStart);
}
