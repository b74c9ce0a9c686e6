import { DatafeedError } from "../errors/datafeed-error.ts";
import type { ResolvedSchedule } from "../load/project-documents.ts";
import { firstEdge, instantText, type ScheduledWindow, windowBetween } from "./edges.ts";
import { gridOf } from "./grid.ts";

/** A stretch without a publication: nothing was ever made there, or it was given up. UTC, ISO 8601 with milliseconds. */
export interface Gap {
  readonly start: string;
  readonly end: string;
}

/** A gap that was a window: it is not cut, whatever the schedule says now. */
export interface WholeGap extends Gap {
  readonly whole?: ScheduledWindow | undefined;
}

/** A window of a gap. Its first and last window may be Transitions. */
export interface MissingWindow<G extends WholeGap> extends ScheduledWindow {
  readonly gap: G;
}

/** The windows that are missing. */
export interface Missing<G extends WholeGap> {
  /** In order; the newest `most` of them, so that windows before them stay one stretch. */
  readonly windows: readonly MissingWindow<G>[];
  /** How many older ones there are. */
  readonly more: number;
}

/** So many windows are counted at a time: two months of minutes. */
export const mostCounted = 100_000;

/**
 * The windows of a schedule which overlap a range, cut out of gaps that lie in order and apart. Error: `schedule-range-long`.
 */
export function missingWindows<G extends WholeGap>(
  schedule: ResolvedSchedule,
  gaps: readonly G[],
  range: Gap,
  most: number,
): Missing<G> {
  const windows: MissingWindow<G>[] = [];
  let count = 0;
  for (const gap of gaps.toReversed()) {
    for (const window of cut(schedule, gap, range)) {
      if (count === mostCounted) throw rangeTooLong(range);
      if (count++ < most) windows.push({ ...window(), gap });
    }
  }
  return { windows: windows.reverse(), more: count - windows.length };
}

/** The windows of one gap, the newest first, each worked out when it is wanted. */
function* cut(schedule: ResolvedSchedule, gap: WholeGap, range: Gap): Generator<() => ScheduledWindow> {
  const { whole } = gap;
  if (whole !== undefined) return yield () => whole;
  const grid = gridOf(schedule);
  const [gapStart, gapEnd, rangeStart, rangeEnd] = [gap.start, gap.end, range.start, range.end].map(Date.parse) as Four;
  let end = Math.min(gapEnd, grid.after(rangeEnd - 1) ?? gapEnd);
  while (end > gapStart && end > rangeStart) {
    const [from, to] = [Math.max(gapStart, grid.atOrBefore(end - 1) ?? gapStart), end];
    if (from < rangeEnd) yield () => windowBetween(schedule, grid, from, to);
    end = from;
  }
}

type Four = [number, number, number, number];

/**
 * What no window covers before an instant, back to the start of the window that holds the beginning of a range; `covered` are
 * stretches in order which are dealt with. Error: `schedule-range-before-start`.
 */
export function gapsBefore(
  schedule: ResolvedSchedule,
  coveredFrom: string,
  range: Gap,
  covered: readonly Gap[],
): readonly Gap[] {
  const grid = gridOf(schedule);
  const startMs = Date.parse(range.start);
  const first = firstEdge(schedule, grid);
  if (startMs < first) throw beforeStart(schedule, range, first);
  if (range.start >= coveredFrom) return [];
  return without({ start: instantText(grid.atOrBefore(startMs) ?? startMs), end: coveredFrom }, covered);
}

/** What is left of a stretch without others, which are in order. */
export function without(whole: Gap, others: readonly Gap[]): readonly Gap[] {
  const left: Gap[] = [];
  let start = whole.start;
  for (const other of others) {
    if (other.start > start) left.push({ start, end: other.start < whole.end ? other.start : whole.end });
    if (other.end > start) start = other.end;
    if (start >= whole.end) return left;
  }
  return [...left, { start, end: whole.end }];
}

/** More is missing than is counted. */
export function rangeTooLong(range: Gap): DatafeedError {
  return new DatafeedError(
    "schedule-range-long",
    `More than ${mostCounted} windows are missing from ${range.start} to ${range.end}.`,
    { hint: "Ask for a shorter range, the newest first." },
  );
}

function beforeStart({ start }: ResolvedSchedule, range: Gap, first: number): DatafeedError {
  const begins = Number.isFinite(first) ? instantText(first) : "never";
  return new DatafeedError(
    "schedule-range-before-start",
    `The range begins at ${range.start}, before the schedule's first window (start: ${start}; first window: ${begins}).`,
    { hint: "Ask for a range from there on, or change the schedule's `start`." },
  );
}
