import { Temporal } from "temporal-polyfill";
import type { ResolvedTest } from "../load/project-documents.ts";
import { windowKind, windowOf } from "../schedule/edges.ts";
import { gridOf } from "../schedule/grid.ts";
import { immediateWindow } from "../schedule/immediate-window.ts";
import type { ChosenWindow } from "../schedule/own-window.ts";
import { startOfDay } from "../schedule/wall-clock.ts";

/**
 * The window of a test: its own, that of its day, or that of an immediate extract. Errors: those of `immediateWindow`, and
 * schedule-cron-invalid.
 */
export function windowOfTest({ extract, document }: ResolvedTest): ChosenWindow {
  const { window, day } = document.value;
  if (day !== undefined) return windowOfDay(extract, Temporal.PlainDate.from(day));
  const own = extract.window === undefined ? undefined : immediateWindow(extract.window, extract.timezone);
  const chosen = window === undefined ? own : immediateWindow(window, extract.timezone);
  if (chosen === undefined) throw new TypeError("A test without a window is not sound.");
  return { kind: chosen.start === own?.start && chosen.end === own.end ? "RunOnce" : "Adhoc", window: chosen };
}

/** The window of the schedule in which a day begins; without a schedule the day itself, 23 or 25 hours when clocks change. */
function windowOfDay({ schedule, timezone }: ResolvedTest["extract"], day: Temporal.PlainDate): ChosenWindow {
  const begins = startOfDay(day, timezone).epochMilliseconds;
  if (schedule !== undefined) {
    const grid = gridOf(schedule);
    const [start, end] = [grid.atOrBefore(begins), grid.after(begins)];
    if (start !== undefined && end !== undefined) {
      return { kind: windowKind(schedule), window: windowOf(start, end, schedule) };
    }
  }
  const ends = startOfDay(day.add({ days: 1 }), timezone).epochMilliseconds;
  const text = (ms: number): string => new Date(ms).toISOString();
  return { kind: "Adhoc", window: Object.freeze({ start: text(begins), end: text(ends), timezone }) };
}
