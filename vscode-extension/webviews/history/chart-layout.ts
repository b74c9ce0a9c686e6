import type { RunView } from "../../../runner/src/commands/commands.ts";

/** A run as the chart draws it: a bar for how long it took, a point for its rows. Pixels from the top left. */
export interface ChartRun {
  readonly run: RunView;
  readonly durationMs: number;
  /** The stretch that belongs to it, from edge to edge. */
  readonly left: number;
  readonly width: number;
  readonly bar: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Of a published one. */
  readonly point?: { readonly x: number; readonly y: number };
}

export interface Panel {
  readonly top: number;
  readonly bottom: number;
  /** What its upper edge stands for. */
  readonly most: number;
}

export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly duration: Panel;
  readonly rows: Panel;
  readonly runs: readonly ChartRun[];
  /** Points one behind another, as far as nothing unpublished lies between. */
  readonly lines: readonly string[];
}

/** Pixels: for figures at the left, at the edges, the two panels and what lies between. */
const [axis, edge, durationHeight, rowsHeight, between] = [68, 14, 96, 64, 34];
const [narrowestSlot, widestSlot] = [6, 44];
/** So high at least, that a run of a moment is there to be seen. */
const lowestBar = 2;

/** Runs in the order in which they began, oldest first, in two panels over one axis. `now` ends those that go on. */
export function chartLayout(runs: readonly RunView[], width: number, now: number): ChartLayout {
  const ordered = runs.toSorted((one, other) => Date.parse(one.startedAt) - Date.parse(other.startedAt));
  const durations = ordered.map((run) => durationOf(run, now));
  const slot = Math.min(widestSlot, Math.max(narrowestSlot, (width - axis - edge) / Math.max(1, ordered.length)));
  // One that goes on, or hangs, is no measure for the others: its bar is cut at the top.
  const ended = ordered.flatMap(({ endedAt }, at) => (endedAt === undefined ? [] : [durations[at]!]));
  const duration: Panel = {
    top: edge + 8,
    bottom: edge + 8 + durationHeight,
    most: niceDuration(Math.max(...(ended.length === 0 ? durations : ended), 1000)),
  };
  const rowsTop = duration.bottom + between;
  const rows: Panel = {
    top: rowsTop,
    bottom: rowsTop + rowsHeight,
    most: niceCount(Math.max(...ordered.map((run) => run.rows ?? 0), 1)),
  };
  const placed = ordered.map((run, at): ChartRun => {
    const left = axis + at * slot;
    const durationMs = durations[at]!;
    const y = Math.min(heightAt(Math.min(durationMs, duration.most), duration), duration.bottom - lowestBar);
    const inset = slot * 0.15;
    const point = { x: left + slot / 2, y: heightAt(run.rows ?? 0, rows) };
    return {
      run,
      durationMs,
      left,
      width: slot,
      bar: { x: left + inset, y, width: slot - 2 * inset, height: duration.bottom - y },
      ...(run.state === "published" ? { point } : {}),
    };
  });
  const height = rows.bottom + edge;
  return {
    width: Math.max(width, axis + edge + slot * ordered.length),
    height,
    left: axis,
    duration,
    rows,
    runs: placed,
    lines: linesOf(placed),
  };
}

/** How long a run took, or has taken. */
export function durationOf({ startedAt, endedAt }: RunView, now: number): number {
  return Math.max(0, (endedAt === undefined ? now : Date.parse(endedAt)) - Date.parse(startedAt));
}

function heightAt(value: number, { top, bottom, most }: Panel): number {
  return bottom - ((bottom - top) * value) / most;
}

function linesOf(runs: readonly ChartRun[]): readonly string[] {
  const lines: string[][] = [[]];
  for (const { point } of runs) {
    if (point === undefined) lines.push([]);
    else lines.at(-1)!.push(`${round(point.x)},${round(point.y)}`);
  }
  return lines.filter((points) => points.length > 1).map((points) => points.join(" "));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const durations = [1, 2, 5, 10, 15, 30].flatMap((count) => [count * second, count * minute]);

/** The next length of time that reads well: 15 s, 2 min, 6 h. */
function niceDuration(milliseconds: number): number {
  const nice = durations.toSorted((one, other) => one - other).find((each) => each >= milliseconds);
  return nice ?? niceCount(milliseconds / hour) * hour;
}

/** The next of 1, 2, 5, 10, 20, 50, … */
function niceCount(count: number): number {
  const power = 10 ** Math.floor(Math.log10(count));
  const step = [1, 2, 5, 10].find((each) => each * power >= count) ?? 10;
  return step * power;
}
