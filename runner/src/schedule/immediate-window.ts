import { Temporal } from "temporal-polyfill";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { formatInstant, parseInstant } from "./wall-clock.ts";
import type { Window } from "./window.ts";

const finestMs = /\.\d{4,}/;

/**
 * The window of an immediate extract, or of a `--start` and `--end`: wall-clock times of the zone, or instants with an offset.
 * Errors: schedule-time-invalid, schedule-timezone-unknown, schedule-window-empty.
 */
export function immediateWindow(bounds: { readonly start: string; readonly end: string }, timezone: string): Window {
  const start = edge(bounds.start, timezone);
  const end = edge(bounds.end, timezone);
  if (Temporal.Instant.compare(start, end) >= 0) {
    const [from, to] = [formatInstant(start), formatInstant(end)];
    throw new DatafeedError(
      "schedule-window-empty",
      `The window from ${bounds.start} to ${bounds.end} (${timezone}: ${from} to ${to}) does not end after it starts.`,
      { hint: "Give an end after the start; the end itself is not part of the window." },
    );
  }
  return Object.freeze({ start: formatInstant(start), end: formatInstant(end), timezone });
}

/** Edges have whole milliseconds, since file names show no more, and four digits of the year. */
function edge(text: string, timezone: string): Temporal.Instant {
  const instant = parseInstant(text, timezone);
  const { year } = instant.toZonedDateTimeISO("UTC");
  if (finestMs.test(text) || year < 1 || year > 9999) {
    throw new DatafeedError("schedule-time-invalid", `${JSON.stringify(text)} can't be an edge of a window.`, {
      hint: "An edge has at most three digits after the second, and lies between the years 1 and 9999.",
    });
  }
  return instant;
}
