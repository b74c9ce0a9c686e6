/** How figures and times look on every page. Pure: the reader's language and zone come in, or are the browser's own. */

const units = ["bytes", "KB", "MB", "GB", "TB", "PB"];

/** "793 KB": a KB has 1024 bytes (SEEDS 21), with as many digits as the command line shows. */
export function formatBytes(bytes: number, locale?: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${format.format(value)} ${units[unit]}`;
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

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** How long before or after `now` (milliseconds since 1970): "3 hours ago", "in 2 days". */
export function formatAge(instant: string, now: number, locale?: string): string {
  const seconds = Math.round((Date.parse(instant) - now) / 1000);
  const [unit, size] = steps.find(([, each]) => Math.abs(seconds) >= each) ?? steps.at(-1)!;
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

/** How long something took: "840 ms", "12 s", "3 min 20 s", "1 h 5 min". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
