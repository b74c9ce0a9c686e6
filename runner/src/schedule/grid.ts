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

/** Grids by what they depend on: thousands of extracts share a few, and each takes a while to make. */
const known = new Map<string, Grid>();
const mostKnown = 500;

/** The grid of a schedule. Errors: schedule-cron-invalid, schedule-timezone-unknown. */
export function gridOf({ every, cron, timezone, weekStart }: ResolvedSchedule): Grid {
  const key = JSON.stringify([every, cron, timezone, every === "week" && weekStart]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const grid = every === "cron" ? cronGrid(cron ?? "", timezone) : calendarGrid(every, timezone, weekStart);
  const [oldest] = known.keys();
  if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
  known.set(key, grid);
  return grid;
}
