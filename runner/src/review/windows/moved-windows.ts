import type { ResolvedSchedule } from "../../load/project-documents.ts";
import { firstEdge, windowBetween } from "../../schedule/edges.ts";
import { gridOf } from "../../schedule/grid.ts";
import { dueAt } from "../../schedule/run-time.ts";
import type { MovedWindow, PlannedWindow, WindowsChange } from "../plan-report.ts";
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
  if (base === undefined) return { moved: shown, movedAmong: { moved, compared } };
  const grid = gridOf(base);
  const hasSame = boundsIn(head, frontierMs);
  let start = Math.max(frontierMs, firstEdge(base, grid));
  while (compared < mostCompared && start <= frontierMs + longestMs) {
    const end = grid.after(start);
    if (end === undefined) break;
    compared++;
    const same = hasSame(start, end) ? head : undefined;
    if (same === undefined || dueAt(same, end) !== dueAt(base, end)) {
      if (moved++ < mostShown)
        shown.push({ base: between(base, start, end), ...(same && { head: between(same, start, end) }) });
    }
    start = end;
  }
  return { moved: shown, movedAmong: { moved, compared } };
}

/** Whether a schedule makes a window of these bounds. */
function boundsIn(schedule: ResolvedSchedule | undefined, frontierMs: number): (start: number, end: number) => boolean {
  if (schedule === undefined) return () => false;
  const grid = gridOf(schedule);
  const begin = Math.max(frontierMs, firstEdge(schedule, grid));
  return (start, end) => {
    const isStart = start === begin || (start > begin && grid.atOrBefore(start) === start);
    return isStart && grid.after(start) === end;
  };
}

function between(schedule: ResolvedSchedule, start: number, end: number): PlannedWindow {
  return planned(windowBetween(schedule, gridOf(schedule), start, end));
}
