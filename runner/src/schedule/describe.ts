import type { ResolvedSchedule } from "../load/project-documents.ts";
import { weekdayAfter, weekdayInWords } from "./weekday.ts";

/**
 * A schedule in words: "every day at 06:00 America/Chicago, for the day before". Where it begins and what becomes of missed windows
 * is told where the author chose it.
 */
export function describeSchedule(schedule: ResolvedSchedule): string {
  const { start, catchup } = schedule;
  const from = start === undefined ? "" : `, from ${start.replace("T", " ")} on`;
  return `${rhythmInWords(schedule)}${from}${catchupInWords[catchup]}`;
}

const catchupInWords = {
  all: "",
  latest: "; of missed windows only the latest is run",
  none: "; missed windows are skipped",
} as const;

function rhythmInWords(schedule: ResolvedSchedule): string {
  const { every, day, at, timezone, weekStart, cron, lagMs } = schedule;
  const lag = lagMs === 0 ? "" : `, at least ${durationInWords(lagMs)} after its end`;
  switch (every) {
    case "cron":
      return `by cron \`${cron}\` in ${timezone}, each time for the time since the time before${lag}`;
    case "day":
      return `every day at ${at} ${timezone}, for the day before${lag}`;
    case "week": {
      const [first, last] = [weekdayInWords(weekStart), weekdayInWords(weekdayAfter(weekStart, 6))];
      const runDay = weekdayInWords(typeof day === "string" ? day : weekStart);
      return `every ${runDay} at ${at} ${timezone}, for the last whole week (${first} to ${last})${lag}`;
    }
    case "month": {
      const runDay = day === 31 ? "the last day" : `day ${day ?? 1}`;
      return `on ${runDay} of every month at ${at} ${timezone}, for the month before${lag}`;
    }
  }
}

function durationInWords(ms: number): string {
  const units = [
    [86_400_000, "day"],
    [3_600_000, "hour"],
    [60_000, "minute"],
    [1000, "second"],
  ] as const;
  const [size, unit] = units.find(([size]) => ms % size === 0) ?? [1, "millisecond"];
  const amount = ms / size;
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}
