import { Temporal } from "temporal-polyfill";
import type { Weekday } from "../load/project-documents.ts";
import type { Grid } from "./grid.ts";
import { checkTimezone, startOfDay } from "./wall-clock.ts";
import { isoWeekday } from "./weekday.ts";

const mostKnown = 1000;

/**
 * Calendar days, weeks from `weekStart`, or months of a zone. A day has 23 or 25 hours where clocks change; a date that a zone
 * left out (Apia, 2011-12-30) is no window of its own, since its edge is the next day's.
 */
export function calendarGrid(every: "day" | "week" | "month", timezone: string, weekStart: Weekday): Grid {
  checkTimezone(timezone);
  const step = { day: { days: 1 }, week: { weeks: 1 }, month: { months: 1 } }[every];
  /** Edges that were worked out lately, by date: thousands of extracts ask for the same few. */
  const known = new Map<string, number>();
  const edgeOf = (date: Temporal.PlainDate): number => {
    const text = date.toString();
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= mostKnown) known.clear();
    const edge = startOfDay(date, timezone).epochMilliseconds;
    known.set(text, edge);
    return edge;
  };
  const firstDate = (date: Temporal.PlainDate): Temporal.PlainDate => {
    if (every === "month") return date.with({ day: 1 });
    if (every === "week") return date.subtract({ days: (date.dayOfWeek - isoWeekday(weekStart) + 7) % 7 });
    return date;
  };

  /** The last date of the grid whose edge is not after the instant. */
  const lastDate = (instantMs: number): Temporal.PlainDate => {
    const instant = Temporal.Instant.fromEpochMilliseconds(instantMs);
    // Clocks that go back over midnight show the old date again after the new one has begun: look one step ahead.
    let date = firstDate(instant.toZonedDateTimeISO(timezone).toPlainDate()).add(step);
    while (edgeOf(date) > instantMs) date = date.subtract(step);
    return date;
  };

  /** Of instants that were asked for lately: the same `now`, for thousands of extracts. */
  const knownBefore = new Map<number, number>();
  const atOrBefore = (instantMs: number): number => {
    const found = knownBefore.get(instantMs);
    if (found !== undefined) return found;
    if (knownBefore.size >= mostKnown) knownBefore.clear();
    const edge = edgeOf(lastDate(instantMs));
    knownBefore.set(instantMs, edge);
    return edge;
  };

  return {
    atOrBefore,
    after: (instantMs) => {
      let date = lastDate(instantMs).add(step);
      while (edgeOf(date) <= instantMs) date = date.add(step);
      return edgeOf(date);
    },
  };
}
