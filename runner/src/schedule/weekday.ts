import type { Weekday } from "../load/project-documents.ts";

const weekdays: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** Monday is 1, Sunday 7, as in ISO 8601. */
export function isoWeekday(weekday: Weekday): number {
  return weekdays.indexOf(weekday) + 1;
}

/** The weekday so many days after another. */
export function weekdayAfter(weekday: Weekday, days: number): Weekday {
  return weekdays[(((weekdays.indexOf(weekday) + days) % 7) + 7) % 7]!;
}

/** As English prose writes it. */
export function weekdayInWords(weekday: Weekday): string {
  return weekday.charAt(0).toUpperCase() + weekday.slice(1);
}
