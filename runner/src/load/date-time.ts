import { Temporal } from "temporal-polyfill";

/** A time as a document writes it: wall clock, or with an offset an exact instant. */
export type DateTime = { readonly wall: Temporal.PlainDateTime } | { readonly instant: Temporal.Instant };

const dateTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** YYYY-MM-DD or YYYY-MM-DDTHH:mm[:ss[.ffffff]], with Z or an offset an instant; undefined when it is none of these. */
export function parseDateTime(text: string): DateTime | undefined {
  const match = dateTime.exec(text);
  if (match === null) return undefined;
  try {
    // 24:00 and 23:60 are refused: Temporal would take second 60 for 59.
    if (text.slice(17, 19) === "60") return undefined;
    return match[4] === undefined
      ? { wall: Temporal.PlainDateTime.from(text, { overflow: "reject" }) }
      : { instant: Temporal.Instant.from(text) };
  } catch {
    return undefined;
  }
}

/** The instant that a time means in a zone. In a gap the clock is read as before it, twice-told times mean the first. */
export function instantOf(time: DateTime, timezone: string): Temporal.Instant {
  return "instant" in time ? time.instant : time.wall.toZonedDateTime(timezone).toInstant();
}

/** Whether the text is a day that exists, YYYY-MM-DD. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parseDateTime(text) !== undefined;
}

/** Whether the text is an exact instant: it has a Z or an offset. */
export function isInstant(text: string): boolean {
  const time = parseDateTime(text);
  return time !== undefined && "instant" in time;
}

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a duration such as `30m`, which the schema has checked. */
export function durationMs(text: string): number {
  const unit = text.at(-1) as keyof typeof unitMs;
  return Number(text.slice(0, -1)) * unitMs[unit];
}
