import { localTime } from "../../language/hover/describe-schedule.ts";
import type { Window } from "../../schedule/window.ts";
import type { PlannedWindow, WindowProof, WindowsChange } from "../plan-report.ts";
import { count } from "./words.ts";

/** Its start, on the clock of its zone. */
export function startOf({ window }: Pick<PlannedWindow, "window">): string {
  return localTime(window.start, window.timezone);
}

/** Its end, on the clock of its zone. */
export function endOf({ window }: Pick<PlannedWindow, "window">): string {
  return localTime(window.end, window.timezone);
}

/** When it runs, on the clock of its zone. */
export function dueOf({ due, window }: PlannedWindow): string {
  return localTime(due, window.timezone);
}

/** "24 h", "743 h", "0.25 h". */
export function hoursText(hours: number): string {
  return `${Number(hours.toFixed(2)).toLocaleString("en-US")} h`;
}

/** Whether the windows meet. Two years have four changes of clocks or so: all are named, up to a dozen. */
export function proofWords(proof: WindowProof): string {
  const { from, to, windows, broken, clockChanges, leftOut = [] } = proof;
  const range = `${count(windows, "window")} from ${from.slice(0, 10)} to ${to.slice(0, 10)}`;
  if (broken !== undefined) {
    return `The windows do not meet, among ${range}: ${brokenWords[broken.why]}, from ${broken.after} to ${broken.before}.`;
  }
  const met = `Proved: of ${range} each begins where the one before it ends, and none is empty.`;
  const without = leftOut.length === 0 ? "" : ` The zone leaves out ${leftOut.join(", ")}.`;
  if (clockChanges.length === 0) return `${met} Clocks change within none of them.${without}`;
  const named = clockChanges.slice(0, 12).map(({ window, hours, usual }) => {
    return `${localTime(window.start, window.timezone).slice(0, 10)} (${hoursText(hours)} instead of ${hoursText(usual)})`;
  });
  const more = clockChanges.length > 12 ? `, and ${clockChanges.length - 12} more` : "";
  return `${met} Clocks change within ${count(clockChanges.length, "window")}: ${named.join(", ")}${more}.${without}`;
}

const brokenWords = {
  gap: "nothing covers a time",
  overlap: "two windows overlap",
  empty: "a window is empty",
  edge: "the calendar has no edge there",
} as const;

/** Whether all windows of before come as before, and no others with them. */
export function staysOnGrid({ schedule, movedAmong, transition, dueNow, beforeStart }: WindowsChange): boolean {
  const [hadOne, hasOne] = [schedule.base, schedule.head].map((words) => words !== undefined);
  const isOther = transition !== undefined || dueNow !== undefined || beforeStart !== undefined;
  return hadOne === hasOne && movedAmong.compared > 0 && movedAmong.moved === 0 && !isOther;
}

/** What a changed schedule does beyond the windows that are listed. Sentences. */
export function windowRemarks(windows: WindowsChange): readonly string[] {
  const { next, moved, movedAmong, dueNow, beforeStart, transition, frontier, frontierOf } = windows;
  const zone =
    next[0]?.window.timezone ?? transition?.window.timezone ?? moved[0]?.base.window.timezone ?? beforeStart?.timezone ?? "UTC";
  return [
    ...(staysOnGrid(windows)
      ? ["No window moves. An earlier `start` adds nothing before them: `datafeed backfill` makes what lies there."]
      : []),
    ...(movedAmong.moved > moved.length
      ? [
          `Of the next ${count(movedAmong.compared, "window")} before, ${movedAmong.moved.toLocaleString("en-US")} move or do not come; the first are shown.`,
        ]
      : []),
    ...(dueNow === undefined
      ? []
      : [
          `${dueNow.about ? "About " : ""}${count(dueNow.owed, "window is", "windows are")} owed at once${dueNow.skipped === undefined ? "" : `; what is skipped before: ${rangeOf(dueNow.skipped)}`}.`,
        ]),
    ...(beforeStart === undefined ? [] : [`Not covered, for the first window begins later: ${rangeOf(beforeStart)}.`]),
    `Reckoned from ${localTime(frontier, zone)} on: ${frontierWords[frontierOf]}.`,
  ];
}

const frontierWords = {
  "due-windows": "so far the windows that are due by now lead; the ledger is not asked",
  "no-window-yet": "where its first window begins, for none is due by now",
  "first-applied": "as for an extract that is applied now",
} as const;

function rangeOf({ start, end, timezone }: Window): string {
  return `${localTime(start, timezone)} to ${localTime(end, timezone)}`;
}
