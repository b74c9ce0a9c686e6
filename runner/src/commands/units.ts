/** Figures for people. The command line speaks English; an editor's pages write the same figures in the reader's language. */

const KIB = 1024;
const scale = ["bytes", "KB", "MB", "GB", "TB", "PB"] as const;

/** A size in the unit that people read it in, and how many digits behind the point it is shown with. */
export function sizeOf(bytes: number): { readonly value: number; readonly digits: number; readonly unit: string } {
  let value = bytes;
  let unit = 0;
  while (value >= KIB && unit < scale.length - 1) {
    value /= KIB;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return { value, digits, unit: scale[unit]! };
}

/** A size as the product's grid shows it (SEEDS 21): KB are 1024 bytes. */
export function formatBytes(bytes: number): string {
  const { value, digits, unit } = sizeOf(bytes);
  return `${value.toFixed(digits)} ${unit}`;
}

/** A count with thousands apart: 1,048,576. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** A length of time: 0.4 s, 12.3 s, 3 min 05 s, 2 h 04 min. */
export function formatElapsed(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** The same without tenths, for a clock that ticks once a second: 12 s, 3 min 05 s. */
export function formatWholeSeconds(milliseconds: number): string {
  return formatElapsed(Math.floor(milliseconds / 1000) * 1000).replace(".0 s", " s");
}

/** An instant in UTC, to the minute: 2026-03-17 07:00Z. */
export function formatTime(instant: string): string {
  return `${instant.slice(0, 16).replace("T", " ")}Z`;
}

const ages: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/**
 * How long before or after `now` (milliseconds since 1970) in the words of a language: "3 hours ago", "in 2 days"; "now" of less
 * than a minute, for what is shown stays on screen for a while.
 */
export function formatAge(instant: string, now: number, locale?: string): string {
  const seconds = Math.round((Date.parse(instant) - now) / 1000);
  const [unit, size] = ages.find(([, each]) => Math.abs(seconds) >= each) ?? ["second", Number.POSITIVE_INFINITY];
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}
