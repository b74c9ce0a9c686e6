import type { ResolvedSchedule } from "../../load/project-documents.ts";
import { parseCron } from "../../schedule/cron.ts";
import { instantText, windowOf } from "../../schedule/edges.ts";
import { type Grid, gridOf } from "../../schedule/grid.ts";
import type { WindowProof } from "../plan-report.ts";
import { type Clock, clockOf } from "./clock.ts";
import { expectedEdges } from "./expected-edges.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * Walks the windows of a schedule from one instant to another, every one of them: each begins where the one before it ends, none is
 * empty; going back, as a backfill does, leads over the same edges; and each edge is where calendar and clocks, reckoned in another
 * way, have one. `grid` is what makes the windows.
 */
export function proveWindows(
  schedule: ResolvedSchedule,
  fromMs: number,
  toMs: number,
  grid: Grid = gridOf(schedule),
): WindowProof {
  // The last window may end weeks or years later, and clocks may change in it.
  const clock = clockOf(schedule.timezone, fromMs, grid.after(toMs - 1) ?? toMs);
  const expected = expectedEdges(schedule, clock, fromMs);
  const clockChanges: WindowProof["clockChanges"][number][] = [];
  const unusual = unusualLength(schedule, clock);
  const isEdge = grid.atOrBefore(fromMs) === fromMs;
  let windows = 0;
  let broken: WindowProof["broken"];
  for (let start = fromMs; start < toMs && broken === undefined; windows++) {
    const end = grid.after(start);
    const expectedEnd = expected.next().value as number | undefined;
    if (end === undefined && expectedEnd === undefined) break;
    broken = brokenAt(grid, start, end, expectedEnd, windows > 0 || isEdge);
    if (end === undefined || broken !== undefined) break;
    const usual = windows > 0 || isEdge ? unusual(start, end) : undefined;
    if (usual !== undefined)
      clockChanges.push({ window: windowOf(start, end, schedule), hours: (end - start) / hourMs, usual: usual / hourMs });
    start = end;
  }
  return Object.freeze({
    from: instantText(fromMs),
    to: instantText(toMs),
    windows,
    ...(broken !== undefined && { broken }),
    clockChanges,
    ...leftOut(schedule, clock, fromMs, toMs),
  });
}

function brokenAt(
  grid: Grid,
  start: number,
  end: number | undefined,
  expected: number | undefined,
  isWhole: boolean,
): WindowProof["broken"] {
  const at = (before: number, why: "gap" | "overlap" | "empty" | "edge") => ({
    after: instantText(start),
    before: instantText(before),
    why,
  });
  if (end === undefined || expected === undefined) return at(end ?? expected ?? start, "edge");
  if (end <= start) return at(end, "empty");
  const back = grid.atOrBefore(end - 1);
  if (back === undefined || back > start) return at(back ?? end, "gap");
  if (back < start && isWhole) return at(back, "overlap");
  return end === expected ? undefined : at(end, "edge");
}

/** How long a window would be if clocks did not change; undefined where it is that long. */
function unusualLength(schedule: ResolvedSchedule, clock: Clock): (start: number, end: number) => number | undefined {
  const steady = gridOf({ ...schedule, timezone: "UTC" });
  const byElapsed = schedule.every === "cron" && parseCron(schedule.cron ?? "").everyHours !== undefined;
  let next = 0;
  return (start, end) => {
    // Hours that go by elapsed time make up for a change at the end of its day.
    while (next < clock.changes.length && clock.changes[next]! + dayMs + dayMs <= start) next++;
    if (!(end >= (clock.changes[next] ?? Number.POSITIVE_INFINITY))) return undefined;
    const shown = byElapsed ? elapsedShown(clock, start) : clock.shown(start);
    const [first, last] = [steady.atOrBefore(shown), steady.after(shown)];
    return first === undefined || last === undefined || last - first === end - start ? undefined : last - first;
  };
}

/** What clocks would show that were right at the beginning of the day and did not change in it. */
function elapsedShown(clock: Clock, instantMs: number): number {
  const midnight = Math.floor(clock.shown(instantMs) / dayMs) * dayMs;
  return midnight + instantMs - clock.firstShowing(midnight);
}

/** Dates that a zone left out: they have no window of their own. */
function leftOut({ every }: ResolvedSchedule, clock: Clock, fromMs: number, toMs: number): Pick<WindowProof, "leftOut"> {
  if (every !== "day") return {};
  const dates = clock.changes.flatMap((change) => {
    const [before, after] = [clock.shown(change - 1) + 1, clock.shown(change)];
    const midnight = Math.ceil(before / dayMs) * dayMs;
    const isWithin = change > fromMs && change < toMs;
    return isWithin && midnight + dayMs <= after ? [instantText(midnight).slice(0, 10)] : [];
  });
  return dates.length === 0 ? {} : { leftOut: dates };
}
