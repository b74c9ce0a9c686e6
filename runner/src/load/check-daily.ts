import type { Extract } from "../../../schemas/generated/documents.ts";
import { defaults } from "./defaults.ts";
import type { DocumentFindings } from "./findings.ts";
import type { ResolvedSchedule } from "./project-documents.ts";
import { shown } from "./shown-value.ts";

/**
 * An extract with `export: daily` gives one JSON document a day, which is answered as it is (SEEDS 196).
 *
 * @param schedule Absent when the extract has none, or one with errors.
 */
export function checkDaily(
  findings: DocumentFindings,
  { export: exported, schedule: written, output = {} }: Extract,
  schedule: ResolvedSchedule | undefined,
): void {
  if (exported === undefined) return;
  if (written === undefined || (schedule !== undefined && schedule.every !== "day")) {
    const found = schedule === undefined ? "found no schedule" : `found ${shown(rhythm(schedule))}`;
    const hint = "Write `schedule: { every: day }`, or leave `export` out.";
    findings.errorAtKey("export-daily", ["export"], `A daily export needs a schedule with \`every: day\`; ${found}.`, hint);
  }
  const format = output.format ?? defaults.format;
  if (format !== "json") {
    const path = output.format === undefined ? ["export"] : ["output", "format"];
    const message = `A daily export is a JSON document; expected \`format: json\` in \`output\`, found ${shown(format)}${output.format === undefined ? " (the default)" : ""}.`;
    findings.error("export-daily", path, message);
  }
  if (output.compress !== undefined && output.compress !== "none") {
    const message = `A daily export is not compressed: whoever asks for it may have it sent in gzip. Expected \`compress: none\`, found ${shown(output.compress)}.`;
    findings.error("export-daily", ["output", "compress"], message);
  }
  if (output.split !== undefined) {
    findings.errorAtKey("export-daily", ["output", "split"], "A daily export is one document: it is not split.");
  }
}

function rhythm({ every, cron }: ResolvedSchedule): string {
  return cron === undefined ? `every: ${every}` : `cron: ${cron}`;
}
