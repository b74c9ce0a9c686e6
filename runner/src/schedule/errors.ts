import { defineErrors } from "../errors/catalogue.ts";

/** What can go wrong with windows and schedules. */
export const scheduleErrors = defineErrors({
  "schedule-time-invalid": {
    meaning: "A date and time can't be read.",
    mend: 'Write YYYY-MM-DD or YYYY-MM-DDTHH:mm[:ss[.SSS]], with an offset (-07:00) or Z for an exact instant, in quotes: "2026-03-17T00:00".',
  },
  "schedule-timezone-unknown": {
    meaning: "A time zone is not in the IANA database.",
    mend: "Write a zone such as America/Chicago, Europe/Berlin or UTC.",
  },
  "schedule-window-empty": {
    meaning: "A window does not end after it starts, once both are placed in the time zone.",
    mend: "Give an `end` after `start`. Wall-clock times that the zone skips (clocks go forward) all mean the end of the gap.",
  },
  "schedule-cron-invalid": {
    meaning: "A cron expression can't be read, or never comes due.",
    mend: "Write five fields: minute, hour, day of month, month, day of week: `0 6 * * 1-5`.",
  },
  "schedule-range-long": {
    meaning: "A range holds more missing windows than are counted at a time.",
    mend: "Ask for a shorter range, the newest first.",
  },
  "schedule-range-before-start": {
    meaning: "A range begins before the first window of its schedule.",
    mend: "Ask for a range from there on, or change the schedule's `start`.",
  },
});
