import type { ResolvedSchedule } from "../../load/project-documents.ts";
import { firstEdge, type ScheduledWindow, windowFrom } from "../../schedule/edges.ts";
import { gridOf } from "../../schedule/grid.ts";
import type { MovedWindow, WindowsChange } from "../plan-report.ts";
import { planned } from "./planned.ts";

/** Windows of the base that are compared: a year of days. */
const mostCompared = 366;
const longestMs = 366 * 86_400_000;
const mostShown = 5;

/** The windows of the base after the frontier that the head does not have, or at another time. */
export function movedWindows(
  base: ResolvedSchedule | undefined,
  head: ResolvedSchedule | undefined,
  frontierMs: number,
): Pick<WindowsChange, "moved" | "movedAmong"> {
  const shown: MovedWindow[] = [];
  let [moved, compared] = [0, 0];
  const after = head && windowsAfter(head, frontierMs);
  let other = after?.next().value;
  for (const window of base === undefined ? [] : windowsAfter(base, frontierMs)) {
    if (compared === mostCompared || Date.parse(window.window.start) > frontierMs + longestMs) break;
    compared++;
    while (other !== undefined && other.window.end < window.window.end) other = after?.next().value;
    const same = other?.window.start === window.window.start && other.window.end === window.window.end ? other : undefined;
    if (same?.due === window.due) continue;
    if (moved++ < mostShown) shown.push({ base: planned(window), ...(same && { head: planned(same) }) });
  }
  return { moved: shown, movedAmong: { moved, compared } };
}

function* windowsAfter(schedule: ResolvedSchedule, frontierMs: number): Generator<ScheduledWindow, undefined> {
  const grid = gridOf(schedule);
  let start = Math.max(frontierMs, firstEdge(schedule, grid));
  while (Number.isFinite(start)) {
    const window = windowFrom(schedule, grid, start);
    if (window === undefined) return;
    yield window;
    start = Date.parse(window.window.end);
  }
}
