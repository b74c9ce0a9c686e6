import type { ResolvedSchedule } from "../../../runner/src/language.ts";

/** `vscode.l10n.t`. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

/** A schedule in the few words that stand beside a name: "daily · 06:00 Chicago". */
export function shortSchedule({ every, cron, day, at, timezone, weekStart }: ResolvedSchedule, t: Translate): string {
  const place = timezone.slice(timezone.lastIndexOf("/") + 1).replaceAll("_", " ");
  switch (every) {
    case "day":
      return t("daily · {0} {1}", at, place);
    case "week":
      return t("weekly · {0} {1} {2}", weekdayIn(typeof day === "string" ? day : weekStart), at, place);
    case "month":
      return day === 31 ? t("monthly · last day {0} {1}", at, place) : t("monthly · day {0} {1} {2}", `${day ?? 1}`, at, place);
    case "cron":
      return t("cron {0} · {1}", cron ?? "", place);
  }
}

/** "Mon". */
function weekdayIn(day: string): string {
  return day.slice(0, 1).toUpperCase() + day.slice(1, 3);
}
