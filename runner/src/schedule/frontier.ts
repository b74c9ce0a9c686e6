import type { ResolvedSchedule } from "../load/project-documents.ts";
import {
  firstEdge,
  instantText,
  lastDueEdge,
  type ScheduledWindow,
  windowBetween,
  windowFrom,
  windowKind,
  windowOf,
} from "./edges.ts";
import { type Grid, gridOf } from "./grid.ts";
import type { RunKind, Window } from "./window.ts";

export type { ScheduledWindow };

/**
 * What moving a frontier brings: first, at most, one stretch that is skipped, then windows that are owed. They meet, from
 * `from` to `frontier`. Times are UTC, ISO 8601 with milliseconds.
 */
export interface Advance {
  readonly from: string;
  /** A whole stretch, however many windows of the grid lie in it: a year of minutes is one. */
  readonly skip?: SkippedStretch;
  /** In order. */
  readonly owe: readonly ScheduledWindow[];
  /** Where the frontier stands now; equal to `from` when nothing was due. */
  readonly frontier: string;
  /** When the next window is due; absent when none ever comes. */
  readonly nextDue?: string;
  /** More windows are due already: advance again. */
  readonly more: boolean;
  /** About how many of them come after those that are owed now, by their mean length. */
  readonly later: number;
  /** The moment for which it was worked out. */
  readonly at: string;
}

/** Time that is no window, and why. */
export interface SkippedStretch {
  readonly kind: RunKind;
  readonly window: Window;
  readonly reason: string;
}

/**
 * Where the windows of a schedule begin (DESIGN 2): at the first edge not before its `start`, be it past or future; without a
 * `start`, at the last edge not after the moment at which the extract was first applied.
 */
export function firstFrontier(schedule: ResolvedSchedule, firstApplied: string): string {
  const grid = gridOf(schedule);
  const appliedMs = Date.parse(firstApplied);
  const first = firstEdge(schedule, grid);
  if (Number.isFinite(first)) return instantText(first);
  return instantText(grid.atOrBefore(appliedMs) ?? grid.after(appliedMs) ?? appliedMs);
}

/**
 * The next window that the schedule will make from a frontier; before its `start` there is none. From a frontier that is no edge
 * of the grid (the schedule was edited) a Transition window leads to the next edge. Undefined where a cron expression ends.
 */
export function nextWindow(schedule: ResolvedSchedule, frontier: string): ScheduledWindow | undefined {
  const grid = gridOf(schedule);
  return windowAfter(schedule, grid, Date.parse(frontier));
}

/**
 * Moves a frontier over the windows that are due at `now`, at most `most` of them owed. Which are owed and which are skipped is
 * a matter of `catchup`:
 * - `all`: every window is owed;
 * - `latest`: a window is missed, and skipped, when a later one is due, too;
 * - `none`: a window is missed, and skipped, when it came due longer ago than a grace of 15 minutes, or half the window where
 *   that is shorter: nobody was running then, or it was paused.
 * Whatever lies before the schedule's `start` is skipped. Nothing is due before its time, so nothing moves when clocks go back.
 */
export function advance(schedule: ResolvedSchedule, frontier: string, now: string, { most }: { most: number }): Advance {
  return advanceBy(schedule, frontier, now, most, keptFrom[schedule.catchup], `catchup: ${schedule.catchup}`);
}

/** Moves a frontier over everything that is due and skips it, whatever `catchup` says. */
export function passOver(schedule: ResolvedSchedule, frontier: string, now: string, reason: string): Advance {
  return advanceBy(schedule, frontier, now, 1, (_schedule, _grid, _begin, last) => last, reason);
}

/** The edge up to which due windows are skipped: `begin` to keep all, `last` to keep none. */
type Keep = (schedule: ResolvedSchedule, grid: Grid, begin: number, last: number, nowMs: number) => number;

const mostGraceMs = 15 * 60_000;

const keptFrom: Readonly<Record<ResolvedSchedule["catchup"], Keep>> = {
  all: (_schedule, _grid, begin) => begin,
  latest: (_schedule, grid, begin, last) => Math.max(begin, grid.atOrBefore(last - 1) ?? begin),
  none: (schedule, grid, begin, last, nowMs) => {
    let edge = last;
    while (edge > begin) {
      const start = Math.max(begin, grid.atOrBefore(edge - 1) ?? begin);
      const grace = Math.min(mostGraceMs, (edge - start) / 2);
      if (nowMs - Date.parse(windowBetween(schedule, grid, start, edge).due) > grace) break;
      edge = start;
    }
    return edge;
  },
};

function advanceBy(
  schedule: ResolvedSchedule,
  frontier: string,
  now: string,
  most: number,
  keep: Keep,
  reason: string,
): Advance {
  const grid = gridOf(schedule);
  const [from, nowMs] = [Date.parse(frontier), Date.parse(now)];
  const begin = Math.max(from, firstEdge(schedule, grid));
  const last = Number.isFinite(begin) ? lastDueEdge(schedule, grid, nowMs) : undefined;
  if (last === undefined || last <= begin)
    return settled(schedule, grid, { from, skip: undefined, owe: [], to: from, last: from, nowMs });

  const kept = keep(schedule, grid, begin, last, nowMs);
  const skip = kept === from ? undefined : skipped(schedule, grid, from, kept, kept === begin ? "before its start" : reason);
  const owe: ScheduledWindow[] = [];
  let to = kept;
  while (to < last && owe.length < most) {
    const window = windowFrom(schedule, grid, to);
    if (window === undefined) break;
    owe.push(window);
    to = Date.parse(window.window.end);
  }
  return settled(schedule, grid, { from, skip, owe, to, last, nowMs });
}

function settled(
  schedule: ResolvedSchedule,
  grid: Grid,
  {
    from,
    skip,
    owe,
    to,
    last,
    nowMs,
  }: {
    readonly from: number;
    readonly skip: SkippedStretch | undefined;
    readonly owe: readonly ScheduledWindow[];
    readonly to: number;
    readonly last: number;
    readonly nowMs: number;
  },
): Advance {
  const next = windowAfter(schedule, grid, to);
  const owedMs = owe.length === 0 ? 0 : to - Date.parse(owe[0]!.window.start);
  return Object.freeze({
    from: instantText(from),
    ...(skip !== undefined && { skip }),
    owe: Object.freeze(owe),
    frontier: instantText(to),
    ...(next !== undefined && { nextDue: next.due }),
    more: to < last,
    later: to < last && owe.length > 0 ? Math.ceil(((last - to) * owe.length) / owedMs) : 0,
    at: instantText(nowMs),
  });
}

function windowAfter(schedule: ResolvedSchedule, grid: Grid, fromMs: number): ScheduledWindow | undefined {
  const begin = Math.max(fromMs, firstEdge(schedule, grid));
  return Number.isFinite(begin) ? windowFrom(schedule, grid, begin) : undefined;
}

/** One window of the grid keeps its kind; a longer stretch has the schedule's, what begins or ends between edges is a Transition. */
function skipped(schedule: ResolvedSchedule, grid: Grid, from: number, to: number, reason: string): SkippedStretch {
  const kind = grid.atOrBefore(from) === from ? windowKind(schedule) : "Transition";
  return Object.freeze({ kind, window: windowOf(from, to, schedule), reason });
}
