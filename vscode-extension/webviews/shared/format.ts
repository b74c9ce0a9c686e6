import { formatWholeSeconds, sizeOf } from "../../../runner/src/commands/units.ts";

export { formatAge } from "../../../runner/src/commands/units.ts";

/**
 * How figures and times look on every page. Pure: the reader's language and zone come in, or are the browser's own. The figures are
 * those of the command line, whose language is always English.
 */

/** "793 KB": a KB has 1024 bytes (SEEDS 21). */
export function formatBytes(bytes: number, locale?: string): string {
  const { value, digits, unit } = sizeOf(bytes);
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${format.format(value)} ${unit}`;
}

/** Bytes of a text such as "500", "500 KB" or "1.5 MB"; undefined of anything else. */
export function parseBytes(text: string): number | undefined {
  const match = /^([0-9]+(?:[.,][0-9]+)?)\s*(bytes?|b|[kmgtp]i?b?)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const power = Math.max(0, " kmgtp".indexOf((match[2] ?? "b").charAt(0).toLowerCase()));
  return Math.round(Number(match[1]!.replace(",", ".")) * 1024 ** power);
}

/** "12,345". */
export function formatCount(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** An instant in the reader's zone: "Mar 17, 2026, 07:00". */
export function formatTime(instant: string, locale?: string, timeZone?: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  });
  return format.format(new Date(instant));
}

/** The same instant in UTC, for a tooltip: "2026-03-17 12:00:00 UTC". */
export function formatUtc(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** How long something took: "840 ms", "12 s", "3 min 05 s", "1 h 05 min". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return formatWholeSeconds(Math.round(milliseconds / 1000) * 1000);
}
