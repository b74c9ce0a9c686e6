import { zoneNames } from "../../load/zones.ts";
import type { Schema } from "../schema-at.ts";
import type { Asked, Suggestion } from "../suggestion.ts";
import { asRecord, textOf } from "../template-view.ts";

/** Zones, lengths and times of day. */
export function timeValues(asked: Asked, schemas: readonly Schema[]): readonly Suggestion[] | undefined {
  const titles = new Set(schemas.map(({ title }) => title));
  if (titles.has("Timezone")) return zones(asked);
  if (titles.has("Lag") || titles.has("Duration")) return durations(schemas);
  if (titles.has("At")) return hours;
  if (titles.has("Cron")) return crons;
  if (titles.has("Day")) return days(asked);
  if (titles.has("DateTime")) return dates(asked);
  return undefined;
}

/** The project's zone first, then the writer's, UTC, those of the project's schedules, and all others by name. */
function zones({ known }: Asked): readonly Suggestion[] {
  const project = textOf(asRecord(known.project["defaults"])["timezone"]);
  const used = [...known.loaded.schedules.values()].flatMap(({ value }) => value.timezone ?? []);
  const reasons = new Map<string, string | undefined>();
  const add = (zone: string | undefined, reason?: string) => {
    if (zone !== undefined && !reasons.has(zone)) reasons.set(zone, reason);
  };
  add(project, "the project's zone");
  add(known.context.timezone, "your zone");
  add("UTC");
  for (const zone of used) add(zone, "used by a schedule");
  for (const zone of zoneNames()) add(zone);
  return [...reasons].map(([value, detail]) => ({ kind: "zone", value, detail }));
}

function durations(schemas: readonly Schema[]): readonly Suggestion[] {
  const standard = schemas.map((schema) => schema.default).find((value) => typeof value === "string");
  const usual = ["0m", "30s", "1m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d", "7d"];
  const all = standard === undefined ? usual : [standard, ...usual.filter((length) => length !== standard)];
  return all.map((value) => ({ kind: "value", value, detail: value === standard ? "default" : lengthInWords(value) }));
}

function lengthInWords(length: string): string {
  const units: Readonly<Record<string, string>> = { s: "second", m: "minute", h: "hour", d: "day" };
  const amount = Number.parseInt(length, 10);
  return `${amount} ${units[length.at(-1) ?? ""]}${amount === 1 ? "" : "s"}`;
}

const hours: readonly Suggestion[] = Array.from({ length: 24 }, (_, hour) => {
  const value = `${String(hour).padStart(2, "0")}:00`;
  return { kind: "value", value, ...(hour === 0 && { detail: "default" }) };
});

const crons: readonly Suggestion[] = [
  { kind: "value", value: "0 6 * * *", detail: "every day at 06:00" },
  { kind: "value", value: "0 * * * *", detail: "every hour" },
  { kind: "value", value: "*/15 * * * *", detail: "every 15 minutes" },
  { kind: "value", value: "0 6 * * 1-5", detail: "from Monday to Friday at 06:00" },
];

/** Weekdays for weeks, days of the month for months, both while nobody has said which. */
function days({ place, path }: Asked): readonly Suggestion[] {
  const every = place.around.text([...path.slice(0, -1), "every"]);
  const names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  const weekdays = names.map((value): Suggestion => ({ kind: "value", value }));
  const numbers = Array.from({ length: 31 }, (_, index): Suggestion => {
    return { kind: "value", value: index + 1, ...(index === 30 && { detail: "the last day of the month" }) };
  });
  return every === "week" ? weekdays : every === "month" ? numbers : [...weekdays, ...numbers];
}

/** The first of this month and of those around it, as far as the day is known. */
function dates({ known }: Asked): readonly Suggestion[] {
  const [year = 2026, month = 3] = (known.context.today ?? "").split("-").flatMap((part) => (part === "" ? [] : Number(part)));
  return [-1, 0, 1, -2].map((shift) => ({ kind: "value", value: firstOfMonth(year, month + shift) }));
}

/** `month` may lie outside of the year. */
export function firstOfMonth(year: number, month: number): string {
  const months = year * 12 + month - 1;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}-01`;
}
