import { t } from "./l10n.ts";

interface Window {
  readonly start: string;
  readonly end: string;
  readonly timezone: string;
}

/** A window in words of its own zone: "Mar 17, 2026 (America/Chicago)" for a day, "Mar 2 to Mar 8, 2026" for whole days, else times. */
export function windowInWords({ start, end, timezone }: Window, locale?: string): string {
  if (isMidnight(start, timezone) && isMidnight(end, timezone)) {
    const days = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: timezone });
    // The last day is the one that the end cuts off.
    const range = days.formatRange(new Date(start), new Date(Date.parse(end) - 1));
    return t("{0} ({1})", range, timezone);
  }
  const times = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: "h23",
    timeZone: timezone,
  } as Intl.DateTimeFormatOptions);
  return t("{0} to {1} ({2})", times.format(new Date(start)), times.format(new Date(end)), timezone);
}

function isMidnight(instant: string, timeZone: string): boolean {
  const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone });
  return clock.format(new Date(instant)) === "00:00:00" && Date.parse(instant) % 1000 === 0;
}
