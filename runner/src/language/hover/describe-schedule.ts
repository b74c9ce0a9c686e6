import { Temporal } from "temporal-polyfill";
import { DocumentPlaces, FileNodes } from "../../load/document-places.ts";
import { DocumentFindings, Findings } from "../../load/findings.ts";
import type { LoadedProject, ResolvedSchedule } from "../../load/project-documents.ts";
import type { PlainValue } from "../../load/read-value.ts";
import { resolveSchedule } from "../../load/resolve-schedule.ts";
import { SourceText } from "../../load/source-text.ts";
import { validatorOf } from "../../load/validators.ts";
import { describeSchedule } from "../../schedule/describe.ts";
import { nextRuns } from "../../schedule/runs.ts";
import type { DocumentAround } from "../document-around.ts";
import { paragraphs } from "../markdown.ts";

const runsShown = 5;

/**
 * What stands at an extract's `schedule`, with its defaults filled in; undefined when it has errors.
 *
 * @param template The extract's, whose lag counts where the schedule has none.
 */
export function scheduleWritten(
  written: PlainValue | undefined,
  project: LoadedProject,
  template?: string,
): ResolvedSchedule | undefined {
  if (written === undefined || written === null || project.project === undefined) return undefined;
  // A document with nothing but this schedule, for the schema; then for the rules beyond it.
  const validate = validatorOf("Extract");
  const asked = { kind: "Extract", name: "asked", product: "x", owner: "x", template: "x", schedule: written };
  if (!validate(asked)) return undefined;
  const findings = new DocumentFindings(new Findings(), new DocumentPlaces(new FileNodes(new SourceText("", "")), 0));
  const shelf = { sound: project.schedules, unsound: new Set<string>() };
  const around = { project: project.project.value, template: project.templates.get(template ?? "")?.value };
  const resolved = resolveSchedule(findings, written as never, shelf, around);
  return findings.failed ? undefined : resolved;
}

/** What a Schedule document says, as an extract would write it. */
export function scheduleOfDocument(around: DocumentAround): PlainValue {
  const keys = around.keys([]).filter((key) => !["kind", "name", "id", "description"].includes(key));
  return Object.fromEntries(keys.map((key) => [key, around.value([key]) ?? null]));
}

/** A schedule in words, with its next runs in its own zone. Markdown. */
export function describeRuns(schedule: ResolvedSchedule, now: string): string {
  const words = describeSchedule(schedule);
  const runs = nextRuns(schedule, now, runsShown);
  const rows = runs.map(({ due, window }) => {
    const [start, end] = [localTime(window.start, schedule.timezone), localTime(window.end, schedule.timezone)];
    return `| ${weekdayOf(due, schedule.timezone)} ${localTime(due, schedule.timezone)} | ${start} | ${end} |`;
  });
  const table = [`| Next run (${schedule.timezone}) | rows from | to, not included |`, "|---|---|---|", ...rows].join("\n");
  return paragraphs(
    `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`,
    rows.length === 0 ? "No run comes any more." : table,
  );
}

/** An instant as a clock of the zone shows it, with its offset. */
export function localTime(instant: string, timezone: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(timezone);
  const time = local.toPlainTime();
  const smallestUnit = time.second === 0 && time.millisecond === 0 ? "minute" : "millisecond";
  return `${local.toPlainDate()} ${time.toString({ smallestUnit })} ${local.offset}`;
}

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function weekdayOf(instant: string, timezone: string): string {
  return weekdays[Temporal.Instant.from(instant).toZonedDateTimeISO(timezone).dayOfWeek - 1] ?? "";
}
