import { Temporal } from "temporal-polyfill";
import { immediateWindow } from "../../schedule/immediate-window.ts";
import type { Window } from "../../schedule/window.ts";
import { code, paragraphs } from "../markdown.ts";
import { localTime } from "./describe-schedule.ts";

/** A window as a document writes it; undefined when it can't be read, or ends before it starts. */
export function windowWritten(start: string | undefined, end: string | undefined, timezone: string): Window | undefined {
  if (start === undefined || end === undefined) return undefined;
  try {
    return immediateWindow({ start, end }, timezone);
  } catch {
    return undefined;
  }
}

/** A window from when to when in UTC, how long it is, and which rows it means. Markdown. */
export function describeWindow(window: Window, timeField: string | undefined): string {
  const { start, end, timezone } = window;
  const decides = timeField === undefined ? "the template's time field" : code(timeField);
  const rows = [
    "| | start (included) | end (not included) |",
    "|---|---|---|",
    `| UTC | ${localTime(start, "UTC")} | ${localTime(end, "UTC")} |`,
    ...(timezone === "UTC" ? [] : [`| ${timezone} | ${localTime(start, timezone)} | ${localTime(end, timezone)} |`]),
  ];
  return paragraphs(
    rows.join("\n"),
    `${lengthOf(window)}. A row belongs to it when ${decides} is at or after the start and before the end.`,
  );
}

/** How long a window is by the calendar of its zone, and in hours where days have not all 24 of them. */
function lengthOf({ start, end, timezone }: Window): string {
  const from = Temporal.Instant.from(start).toZonedDateTimeISO(timezone);
  const to = Temporal.Instant.from(end).toZonedDateTimeISO(timezone);
  const length = from.until(to, { largestUnit: "day" });
  const words = [
    amount(length.days, "day"),
    amount(length.hours, "hour"),
    amount(length.minutes, "minute"),
    amount(length.seconds + length.milliseconds / 1000, "second"),
  ].filter((word) => word !== undefined);
  const hours = (Date.parse(end) - Date.parse(start)) / 3_600_000;
  const clockChange =
    length.days > 0 && hours !== length.days * 24 + length.hours + length.minutes / 60 + length.seconds / 3600;
  return `${words.join(" ")}${clockChange ? ` (${hours} hours: clocks change in between)` : ""}`;
}

function amount(number: number, unit: string): string | undefined {
  return number === 0 ? undefined : `${number} ${unit}${number === 1 ? "" : "s"}`;
}
