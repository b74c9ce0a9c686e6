import { DatafeedError } from "../../errors/datafeed-error.ts";
import { type DayFacts, daysOf, type KnownStretch, knownStretches } from "../../ledger/export-days.ts";
import { type ExtractRecord, findExtractRow } from "../../ledger/extracts.ts";
import { dateOf, daysWithin, dayWindow, firstDate, isDate, unmadeDays } from "../../schedule/export-days.ts";
import { runTime } from "../../schedule/run-time.ts";
import type { Window } from "../../schedule/window.ts";
import type { ExportDay, ExportDayState, OutputView } from "../commands.ts";
import { type Desk, extractFor } from "./desk.ts";
import { isScheduled, type Scheduled } from "./scheduled.ts";
import { outputViews } from "./views.ts";

/** A day, before the ledger is asked for what became of it. */
export interface Day {
  readonly date: string;
  readonly window: Window;
  /** Passed over with others: the ledger has no window of it. */
  readonly passedOver: boolean;
}

/** The daily export of this name, if the caller may do this to it. Errors: `extract-unknown`, `not-allowed`, `export-none`. */
export function exportFor(desk: Desk, name: string, action: Parameters<typeof extractFor>[2]): Scheduled {
  const extract = extractFor(desk, name, action);
  if (isScheduled(extract) && extract.export === "daily") return extract;
  throw new DatafeedError("export-none", `"${extract.name}" is no daily export: its days have no addresses.`, {
    hint: "Write into the extract: `export: daily`, with `schedule: { every: day }` and `output: { format: json, compress: none }`.",
  });
}

/** All days of an export that have one, in order of their dates, the newest first. Errors: ledger-*. */
export async function allDays(desk: Desk, extract: Scheduled, now: string): Promise<readonly Day[]> {
  const { ledger } = desk.estate;
  const [stretches, row] = await Promise.all([knownStretches(ledger, extract.name), findExtractRow(ledger, extract.name)]);
  const days = new Map<string, Day>();
  // What the ledger knows goes before what is only planned.
  for (const day of [...daysIn(extract, stretches), ...plannedDays(extract, row, now)]) {
    if (!days.has(day.date)) days.set(day.date, day);
  }
  return [...days.values()].sort((one, other) => (one.date < other.date ? 1 : -1));
}

/** The day of a date, as the ledger knows it, else as the schedule has it. Errors: `export-date-invalid`, `export-day-missing`, ledger-*. */
export async function oneDay(desk: Desk, extract: Scheduled, date: string, now: string): Promise<Day> {
  if (!isDate(date)) throw notADate(date, extract);
  const { ledger } = desk.estate;
  const planned = dayWindow(extract.schedule, date);
  // Wide enough for each zone that the schedule may have had.
  const middle = Date.parse(`${date}T12:00:00.000Z`);
  const around = { start: hoursFrom(middle, -30), end: hoursFrom(middle, 30) };
  const stretches = await knownStretches(ledger, extract.name, around);
  const known = [...daysIn(extract, stretches)].filter((day) => day.date === date);
  const made = known.find(({ window }) => window.start === planned?.window.start) ?? known[0];
  if (made !== undefined) return made;
  const row = await findExtractRow(ledger, extract.name);
  const coming = plannedDays(extract, row, now).find((day) => day.date === date);
  if (coming !== undefined) return coming;
  const first = firstDate(extract.schedule);
  // One that has not begun is not closed, either.
  if (planned !== undefined && planned.window.start > now && (first === undefined || date >= first)) {
    return { date, window: planned.window, passedOver: false };
  }
  throw missing(extract, date);
}

/** Days as people see them, with a few questions to the ledger. Errors: ledger-*. */
export async function dayViews(
  desk: Desk,
  extract: Scheduled,
  days: readonly Day[],
  now: string,
): Promise<readonly ExportDay[]> {
  const { estate, sight } = desk;
  const windows = days.map(({ window }) => window);
  const [facts, row] = await Promise.all([
    daysOf(estate.ledger, extract.name, windows),
    findExtractRow(estate.ledger, extract.name),
  ]);
  const answers = days.flatMap(({ window }) => facts.get(window.start)?.answer ?? []);
  // What was published for its owner alone is not there for others, whatever the extract says now.
  const seen = answers.filter(({ owner, shared }) => sight === "all" || shared || owner === sight.user);
  const views = new Map((await outputViews(estate, seen)).map((view) => [view.id, view]));
  return days.map((day) => {
    const known = facts.get(day.window.start) ?? {};
    const due = runTime({ ...extract.schedule, timezone: day.window.timezone }, day.window);
    const state = stateOf(day, known, { open: due > now, paused: row?.pausedAt !== undefined });
    return dayView(extract, { day, state, due }, known, views.get(known.answer?.id ?? ""));
  });
}

interface Stand {
  readonly day: Day;
  readonly state: ExportDayState;
  /** When its run is due. */
  readonly due: string;
}

function dayView(extract: Scheduled, { day, state, due }: Stand, facts: DayFacts, output: OutputView | undefined): ExportDay {
  const { supersession, debt } = facts;
  return {
    extract: extract.name,
    date: day.date,
    window: day.window,
    state,
    ...(state === "open" ? { closesAt: due } : {}),
    ...(output === undefined ? {} : { output }),
    ...(output?.drift === undefined ? {} : { drift: output.drift }),
    ...(debt !== undefined && pending.has(state) ? { obligation: debt.id } : {}),
    ...(state === "failed" && debt?.error !== undefined ? { error: debt.error } : {}),
    ...(state === "skipped" && debt?.reason !== undefined ? { reason: debt.reason } : {}),
    ...(supersession === undefined || output === undefined
      ? {}
      : {
          superseded: { from: supersession.from, by: supersession.by, at: supersession.at, reason: supersession.reason },
        }),
  };
}

/** Something is owed, and a person can do something about it. */
const pending: ReadonlySet<ExportDayState> = new Set(["owed", "paused", "running", "failed"]);

function stateOf(
  { passedOver }: Day,
  { answer, debt }: DayFacts,
  { open, paused }: { readonly open: boolean; readonly paused: boolean },
): ExportDayState {
  if (answer !== undefined) return answer.state === "deleted" ? "deleted" : "published";
  if (debt === undefined) {
    if (passedOver) return "skipped";
    return open ? "open" : paused ? "paused" : "owed";
  }
  switch (debt.state) {
    case "owed":
      return paused && debt.scheduled ? "paused" : "owed";
    case "skipped":
      return debt.empty ? "empty" : "skipped";
    case "failed":
    case "abandoned":
      return "failed";
    default:
      // Published, while a run with a lower sequence could still publish: whose turn it is is not known yet.
      return "running";
  }
}

/** Days that are not closed, and those that the schedule is about to make windows of. */
function plannedDays({ schedule }: Scheduled, row: ExtractRecord | undefined, now: string): readonly Day[] {
  return unmadeDays(schedule, reached(row), now).map(({ window }) => ({ date: dateOf(window), window, passedOver: false }));
}

/** Windows of single days first, then what was passed over. */
function* daysIn(extract: Scheduled, stretches: readonly KnownStretch[]): Generator<Day> {
  for (const { window, passedOver } of stretches) {
    if (!passedOver) yield { date: dateOf(window), window, passedOver };
  }
  for (const { window, passedOver } of stretches) {
    if (!passedOver) continue;
    const schedule = { ...extract.schedule, timezone: window.timezone };
    for (const day of daysWithin(schedule, window.start, window.end)) {
      yield { date: dateOf(day.window), window: day.window, passedOver };
    }
  }
}

/** How far its windows reach, of an extract whose schedule goes on, by itself or when somebody lets it. */
function reached(row: ExtractRecord | undefined): string | undefined {
  return row?.enabled && row.removedAt === undefined ? row.frontier : undefined;
}

function hoursFrom(ms: number, hours: number): string {
  return new Date(ms + hours * 3_600_000).toISOString();
}

function notADate(text: string, { schedule }: Scheduled): DatafeedError {
  return new DatafeedError("export-date-invalid", `${JSON.stringify(text.slice(0, 40))} is no date.`, {
    hint: `Expected YYYY-MM-DD, a day in ${schedule.timezone}.`,
  });
}

function missing({ name, schedule }: Scheduled, date: string): DatafeedError {
  const first = firstDate(schedule);
  const refuse = (message: string, hint: string) => new DatafeedError("export-day-missing", message, { hint });
  const planned = dayWindow(schedule, date);
  if (planned === undefined) return refuse(`There was no ${date} in ${schedule.timezone}.`, "Ask for another date.");
  if (first !== undefined && date < first) {
    return refuse(`"${name}" begins with ${first}; ${date} lies before that.`, "The schedule's `start` says where it begins.");
  }
  return refuse(
    `Nothing was ever made for ${date} of "${name}".`,
    `datafeed backfill "${name}" --start ${date} --end ${dateOf({ ...planned.window, start: planned.window.end })}`,
  );
}
