import { Cron } from "croner";
import { Temporal } from "temporal-polyfill";
import { DatafeedError } from "../errors/datafeed-error.ts";

/** A cron expression, read in wall-clock terms alone: which dates, and which minutes of a day. */
export interface CronPattern {
  /** Minutes since midnight, ascending. */
  readonly minutesOfDay: readonly number[];
  /** With `*` or a step of `*` as hours: the step, and the minutes of such an hour. Such hours are counted by elapsed time. */
  readonly everyHours?: { readonly step: number; readonly minutes: readonly number[] };
  /** The first matching date after, or the last before, a date; undefined where there is none. */
  nextDate(date: Temporal.PlainDate): Temporal.PlainDate | undefined;
  previousDate(date: Temporal.PlainDate): Temporal.PlainDate | undefined;
}

const minutesInDay = 24 * 60;

/** Reads a cron expression of five fields. Error: schedule-cron-invalid. */
export function parseCron(text: string): CronPattern {
  const [minute, hour, dayOfMonth, month, dayOfWeek, ...rest] = text.trim().split(/\s+/);
  if (dayOfWeek === undefined || rest.length > 0) throw invalid(text, "it needs five fields");
  const dates = cron(text, `0 0 ${dayOfMonth} ${month} ${dayOfWeek}`);
  if (dates.nextRun(new Date(0)) === null) throw invalid(text, "no date ever matches it");

  // croner runs in UTC, where every wall-clock time exists once: what changing clocks do to them is decided by cron-grid.
  const minutes = minutesOf(cron(text, `${minute} 0 * * *`));
  const hours = minutesOf(cron(text, `0 ${hour} * * *`)).map((at) => at / 60);
  const step = hour === "*" ? 1 : Number(/^\*\/(\d+)$/.exec(hour ?? "")?.[1] ?? Number.NaN);
  return {
    minutesOfDay: hours.flatMap((at) => minutes.map((past) => at * 60 + past)),
    // `*/24` is midnight once a day: a fixed time.
    ...(step < 24 && { everyHours: { step, minutes } }),
    nextDate: (date) => dateOf(dates.nextRun(midnight(date))),
    previousDate: (date) => dateOf(dates.previousRuns(1, midnight(date))[0]),
  };
}

function cron(text: string, pattern: string): Cron {
  try {
    return new Cron(pattern, { timezone: "UTC", mode: "5-part", paused: true });
  } catch (error) {
    throw invalid(text, error instanceof Error ? error.message.replace(/^CronPattern: /, "") : "it can't be read", error);
  }
}

/** The minutes since midnight at which a pattern that matches every date comes due. */
function minutesOf(pattern: Cron): readonly number[] {
  const minutes: number[] = [];
  let run = pattern.nextRun(new Date(-1));
  while (run !== null && run.getTime() < minutesInDay * 60_000) {
    minutes.push(run.getTime() / 60_000);
    run = pattern.nextRun(run);
  }
  return minutes;
}

function midnight(date: Temporal.PlainDate): Date {
  return new Date(date.toZonedDateTime("UTC").epochMilliseconds);
}

function dateOf(run: Date | null | undefined): Temporal.PlainDate | undefined {
  if (run === null || run === undefined) return undefined;
  return Temporal.Instant.fromEpochMilliseconds(run.getTime()).toZonedDateTimeISO("UTC").toPlainDate();
}

function invalid(text: string, reason: string, cause?: unknown): DatafeedError {
  return new DatafeedError("schedule-cron-invalid", `The cron expression ${JSON.stringify(text)} does not work: ${reason}.`, {
    hint: "Write five fields, minute, hour, day of month, month, day of week: `0 6 * * 1-5`.",
    cause,
  });
}
