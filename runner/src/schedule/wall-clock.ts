import { Temporal } from "temporal-polyfill";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { parseDateTime } from "../load/date-time.ts";

/**
 * The instant at which the clocks of a zone show a wall-clock time. A time that clocks going forward skip means the end of the
 * gap; one that occurs twice means the first. It never goes backwards: a later wall-clock time is never an earlier instant.
 */
export function instantOf(wallClock: Temporal.PlainDateTime, timezone: string): Temporal.Instant {
  const before = wallClock.toZonedDateTime(timezone, { disambiguation: "earlier" });
  if (before.toPlainDateTime().equals(wallClock)) return before.toInstant();
  // In a gap "earlier" reads the time with the offset that holds after it, and so lands just before the change.
  const change = before.getTimeZoneTransition("next");
  return (change ?? wallClock.toZonedDateTime(timezone)).toInstant();
}

/**
 * Reads a date and time of a document: an instant with its offset, or a wall-clock time of `timezone`; a date alone means its
 * midnight. Errors: schedule-time-invalid, schedule-timezone-unknown.
 */
export function parseInstant(text: string, timezone: string): Temporal.Instant {
  const time = parseDateTime(text);
  if (time === undefined) {
    throw new DatafeedError("schedule-time-invalid", `${JSON.stringify(text)} is not a date and time that exists.`, {
      hint: 'Write "2026-03-17T00:00", with an offset such as -07:00 or Z for an exact instant.',
    });
  }
  checkTimezone(timezone);
  return "instant" in time ? time.instant : instantOf(time.wall, timezone);
}

/** Refuses a zone that the IANA database of this runtime does not know. Error: schedule-timezone-unknown. */
export function checkTimezone(timezone: string): void {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timezone);
  } catch (error) {
    throw new DatafeedError("schedule-timezone-unknown", `The time zone ${JSON.stringify(timezone)} is not known.`, {
      hint: "Write an IANA zone such as America/Chicago.",
      cause: error,
    });
  }
}

/** The first instant of a date in a zone: where it has no midnight, the moment at which it begins. */
export function startOfDay(date: Temporal.PlainDate, timezone: string): Temporal.Instant {
  return instantOf(date.toPlainDateTime(), timezone);
}

/** An instant as records hold it: UTC, ISO 8601 with milliseconds. */
export function formatInstant(instant: Temporal.Instant): string {
  return instant.toString({ fractionalSecondDigits: 3 });
}
