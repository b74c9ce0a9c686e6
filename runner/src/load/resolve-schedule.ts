import type { Extract, InlineSchedule, Project, Schedule, Template } from "../../../schemas/generated/documents.ts";
import { checkSchedule } from "./check-schedule.ts";
import { checkDateTime } from "./check-window.ts";
import { durationMs } from "./date-time.ts";
import { defaults } from "./defaults.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Path } from "./document-places.ts";
import type { DocumentFindings } from "./findings.ts";
import type { Loaded, ResolvedSchedule } from "./project-documents.ts";
import { shown } from "./shown-value.ts";

/** Documents of one kind by name: the sound ones, and the names of those with errors. */
export interface Shelf<Document> {
  readonly sound: ReadonlyMap<string, Loaded<Document>>;
  readonly unsound: ReadonlySet<string>;
}

/** The schedule of an extract with its defaults filled in; undefined without one, or when it has errors. */
export function resolveSchedule(
  findings: DocumentFindings,
  written: NonNullable<Extract["schedule"]>,
  schedules: Shelf<Schedule>,
  around: ScheduleDefaults,
): ResolvedSchedule | undefined {
  if (typeof written === "string") {
    const schedule = findSchedule(findings, written, schedules, ["schedule"]);
    return schedule === undefined ? undefined : fillIn(schedule, around);
  }
  if (written.start !== undefined) checkDateTime(findings, written.start, ["schedule", "start"]);
  const start = written.start === undefined ? {} : { start: written.start };
  if (written.use === undefined) {
    checkSchedule(findings, written, ["schedule"]);
    return findings.failed ? undefined : { ...fillIn(written, around), ...start };
  }
  for (const key of Object.keys(written)) {
    if (key === "use" || key === "start") continue;
    const message = `${shown(key)} can't stand beside \`use\`: the schedule ${shown(written.use)} says it. Only \`start\` can.`;
    findings.errorAtKey("key-unused", ["schedule", key], message);
  }
  const schedule = findSchedule(findings, written.use, schedules, ["schedule", "use"]);
  return schedule === undefined ? undefined : { ...fillIn(schedule, around), ...start };
}

function findSchedule(findings: DocumentFindings, name: string, shelf: Shelf<Schedule>, path: Path): Schedule | undefined {
  const found = shelf.sound.get(name);
  if (found !== undefined) return found.value;
  if (shelf.unsound.has(name)) {
    findings.error("schedule-unsound", path, `The schedule ${shown(name)} has errors.`);
  } else {
    findings.error("schedule-unknown", path, `There is no schedule ${shown(name)}.`, didYouMean(name, shelf.sound.keys()));
  }
  return undefined;
}

/** What a schedule that says little takes from the documents around it. */
export interface ScheduleDefaults {
  readonly project: Pick<Project, "defaults">;
  /** The template of the extract, whose `lag` counts where the schedule has none. */
  readonly template?: Pick<Template, "lag"> | undefined;
}

/** A schedule by itself, with its defaults and those of the documents around it filled in. */
export function fillIn(schedule: Schedule | InlineSchedule, { project, template }: ScheduleDefaults): ResolvedSchedule {
  const every = schedule.every ?? "cron";
  const weekStart = schedule.weekStart ?? project.defaults?.weekStart ?? defaults.weekStart;
  const day = schedule.day ?? (every === "week" ? weekStart : every === "month" ? defaults.dayOfMonth : undefined);
  return {
    ...("name" in schedule && { name: schedule.name }),
    every,
    ...(schedule.cron !== undefined && { cron: schedule.cron }),
    ...(day !== undefined && { day }),
    at: schedule.at ?? defaults.at,
    timezone: schedule.timezone ?? project.defaults?.timezone ?? defaults.timezone,
    weekStart,
    lagMs: durationMs(schedule.lag ?? template?.lag ?? defaults.lag),
    catchup: schedule.catchup ?? defaults.catchup,
    overlap: schedule.overlap ?? defaults.overlap,
  };
}
