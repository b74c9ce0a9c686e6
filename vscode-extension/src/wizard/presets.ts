import type { Weekday } from "../../../runner/src/language.ts";
import { wallClock } from "../form/filter-values.ts";
import type { Translate } from "../form/translate.ts";

export interface WindowPreset {
  readonly label: string;
  readonly start: string;
  readonly end: string;
}

const weekdays: readonly Weekday[] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** Windows that people ask for, in whole days of a zone. `now`: UTC, ISO 8601. */
export function windowPresets(now: string, timezone: string, weekStart: Weekday, t: Translate): readonly WindowPreset[] {
  const today = (wallClock(now, timezone) ?? now).slice(0, 10);
  const week = plusDays(today, -((new Date(today).getUTCDay() - weekdays.indexOf(weekStart) + 7) % 7));
  const month = `${today.slice(0, 8)}01`;
  const preset = (label: string, start: string, end: string): WindowPreset => ({
    label,
    start: `${start}T00:00`,
    end: `${end}T00:00`,
  });
  return [
    preset(t("Yesterday"), plusDays(today, -1), today),
    preset(t("Last Week"), plusDays(week, -7), week),
    preset(t("Last Month"), `${plusDays(month, -1).slice(0, 8)}01`, month),
    preset(t("Last 7 Days"), plusDays(today, -7), today),
    preset(t("Last 30 Days"), plusDays(today, -30), today),
    preset(t("This Month So Far"), month, plusDays(today, 1)),
  ];
}

/** The day before, as days of a zone. `now`: UTC, ISO 8601. */
export function yesterday(now: string, timezone: string): { readonly start: string; readonly end: string } {
  const today = (wallClock(now, timezone) ?? now).slice(0, 10);
  return { start: plusDays(today, -1), end: today };
}

function plusDays(date: string, days: number): string {
  const moment = new Date(`${date}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}
