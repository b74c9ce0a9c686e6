import { Cron } from "croner";
import type { InlineSchedule, Schedule } from "../../../schemas/generated/documents.ts";
import { messageOf } from "../errors/datafeed-error.ts";
import type { Path } from "./document-places.ts";
import type { DocumentFindings } from "./findings.ts";
import { shown } from "./shown-value.ts";
import { isZone, zoneHint } from "./zones.ts";

/** What the schema can't say of a schedule, whether it is a document (`path` empty) or stands in an extract. */
export function checkSchedule(findings: DocumentFindings, schedule: Schedule | InlineSchedule, path: Path): void {
  if (schedule.timezone !== undefined) checkZone(findings, schedule.timezone, [...path, "timezone"]);
  const { every, cron } = schedule;
  if ((every === undefined) === (cron === undefined)) {
    const message = `A schedule needs \`every\` or \`cron\`; found ${every === undefined ? "neither" : "both"}.`;
    findings.errorAtKey("schedule-rhythm", every === undefined ? path : [...path, "cron"], message);
    return;
  }
  if (cron !== undefined) checkCron(findings, cron, [...path, "cron"]);
  checkDay(findings, schedule, path);
  const unused = cron !== undefined ? ["day", "at", "weekStart"] : every === "week" ? [] : ["weekStart"];
  for (const key of unused) {
    if (!Object.hasOwn(schedule, key)) continue;
    const beside = cron === undefined ? `every: ${every}` : "cron";
    findings.errorAtKey("key-unused", [...path, key], `${shown(key)} means nothing beside ${shown(beside)}.`);
  }
}

/** A time zone that is named in a document. */
export function checkZone(findings: DocumentFindings, timezone: string, path: Path): void {
  if (isZone(timezone)) return;
  findings.error("zone-unknown", path, `There is no time zone ${shown(timezone)}.`, zoneHint(timezone));
}

function checkDay(findings: DocumentFindings, schedule: Schedule | InlineSchedule, path: Path): void {
  const { day, every } = schedule;
  if (day === undefined || every === undefined) return;
  const place = [...path, "day"];
  if (every === "day") findings.errorAtKey("key-unused", place, "`day` means nothing beside `every: day`.");
  else if (every === "week" && typeof day === "number") {
    findings.error("schedule-day", place, `${shown(day)} is a day of the month; \`every: week\` expects a weekday.`);
  } else if (every === "month" && typeof day === "string") {
    findings.error("schedule-day", place, `${shown(day)} is a weekday; \`every: month\` expects a day from 1 to 31.`);
  }
}

/** A fixed moment from which the next tick is looked for, so that the answer is the same every day. */
const someMoment = new Date("2024-01-01T00:00:00Z");

function checkCron(findings: DocumentFindings, cron: string, path: Path): void {
  const fields = cron.trim().split(/\s+/).length;
  if (fields !== 5) {
    findings.error(
      "cron-invalid",
      path,
      `${shown(cron)} has ${fields} fields; expected five: minute, hour, day, month, weekday.`,
    );
    return;
  }
  try {
    const parsed = new Cron(cron, { paused: true, mode: "5-part", timezone: "UTC" });
    if (parsed.nextRun(someMoment) === null) findings.error("cron-invalid", path, `${shown(cron)} never comes.`);
  } catch (error) {
    findings.error(
      "cron-invalid",
      path,
      `${shown(cron)} is no cron expression: ${messageOf(error).replace(/^CronPattern: /, "")}.`,
    );
  }
}
