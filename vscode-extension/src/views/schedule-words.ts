import type { ResolvedSchedule } from "../../../runner/src/language.ts";

/** A schedule in the few words that stand beside a name: "daily · 06:00 Chicago". */
export function shortSchedule({ every, cron, day, at, timezone }: ResolvedSchedule): string {
  const place = timezone.slice(timezone.lastIndexOf("/") + 1).replaceAll("_", " ");
  switch (every) {
    case "day":
      return `daily · ${at} ${place}`;
    case "week":
      return `weekly · ${capital(String(day ?? ""))} ${at} ${place}`.replace("  ", " ");
    case "month":
      return `monthly · ${day === 31 ? "last day" : `day ${day ?? 1}`} ${at} ${place}`;
    case "cron":
      return `cron ${cron} · ${place}`;
  }
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1, 3);
}
