import { defaults, describeSchedule, nextRuns, type Project, type ResolvedExtract } from "../../../runner/src/language.ts";
import { readFilterTree } from "./filter-tree.ts";
import { wallClock } from "./filter-values.ts";
import { filterWords } from "./filter-words.ts";
import { type FormContext, translateOf } from "./form-context.ts";
import type { Outlook, SummaryKey, SummaryRow } from "./form-model.ts";
import { availableFields, fieldNameOf, selectedFields } from "./reduce-fields.ts";
import { isMapping, type Json, type JsonMap } from "./yaml/json.ts";

/** What a summary is made of beside the document. */
export interface SummaryContext extends FormContext {
  readonly project?: Project;
  /** The document as it was understood; absent while it has errors. */
  readonly resolved?: ResolvedExtract;
  /** UTC, ISO 8601. */
  readonly now: string;
}

const runsShown = 5;

/** The nine rows of the portal's last step (SEEDS 57), in words. */
export function summaryRows(document: JsonMap, context: SummaryContext): readonly SummaryRow[] {
  const t = translateOf(context);
  const { start, end } = windowWords(document, context);
  const row = (key: SummaryKey, label: string, text: string, detail?: readonly string[]): SummaryRow => {
    return { key, label, text, ...(detail !== undefined && { detail }) };
  };
  return [
    row("name", t("Extract Name"), text(document["name"])),
    row("start", t("Data Start Time"), start),
    row("end", t("Data End Time"), end),
    row("timezone", t("Timezone"), zoneOf(document, context)),
    row("zip", t("Zip Output"), zipWords(document, context)),
    row("shared", t("Shared"), (document["shared"] ?? defaults.shared) === true ? t("Yes") : t("No")),
    row("template", t("Template"), text(document["template"])),
    fieldsRow(document, context),
    row("filters", t("Filters"), filtersWords(document, context)),
  ];
}

/** What will happen once the document is in force. */
export function outlookOf(document: JsonMap, context: SummaryContext): Outlook {
  const t = translateOf(context);
  const { resolved } = context;
  if (resolved === undefined)
    return { sentence: t("What will happen is told when nothing is wrong with the extract."), runs: [] };
  const { schedule, window, timezone } = resolved;
  if (window !== undefined) {
    return {
      sentence: t("Runs once, at once: from {0} up to {1}, {2}.", spaced(window.start), spaced(window.end), timezone),
      runs: [],
    };
  }
  if (schedule === undefined) {
    return { sentence: t("Runs only when somebody asks, for the range that they ask for."), runs: [] };
  }
  if (document["enabled"] === false) return { sentence: t("Stands still: {0} says so.", "enabled: false"), runs: [] };
  const runs = nextRuns(schedule, context.now, runsShown).map((run) => {
    const at = (instant: string): string => spaced(wallClock(instant, schedule.timezone) ?? instant);
    return { due: at(run.due), start: at(run.window.start), end: at(run.window.end) };
  });
  const words = describeSchedule(schedule);
  return { sentence: `${words.charAt(0).toUpperCase()}${words.slice(1)}.`, runs };
}

function windowWords(document: JsonMap, context: SummaryContext): { start: string; end: string } {
  const t = translateOf(context);
  const { window, schedule } = document;
  if (isMapping(window)) return { start: spaced(text(window["start"])), end: spaced(text(window["end"])) };
  if (schedule === undefined) return { start: t("As asked for"), end: t("As asked for") };
  const next = outlookOf(document, context).runs[0];
  if (next === undefined) return { start: t("As scheduled"), end: t("As scheduled") };
  return { start: t("{0} (next run)", next.start), end: t("{0} (next run)", next.end) };
}

/** The zone in which the extract's times are read. */
export function zoneOf(document: JsonMap, context: Pick<SummaryContext, "project" | "resolved">): string {
  const { window, schedule } = document;
  const own = isMapping(window) ? window["timezone"] : isMapping(schedule) ? schedule["timezone"] : undefined;
  return text(own) || (context.resolved?.timezone ?? context.project?.defaults?.timezone ?? defaults.timezone);
}

function zipWords(document: JsonMap, context: SummaryContext): string {
  const t = translateOf(context);
  const output = isMapping(document["output"]) ? document["output"] : {};
  const format = text(output["format"]) || defaults.format;
  const known = Object.hasOwn(defaults.compress, format) ? defaults.compress[format as keyof typeof defaults.compress] : "none";
  const compress = text(output["compress"]) || known;
  if (compress === "zip") return t("Yes");
  return compress === "none" ? t("No") : t("No ({0})", compress);
}

function fieldsRow(document: JsonMap, context: SummaryContext): SummaryRow {
  const t = translateOf(context);
  const label = t("Fields");
  const selected = selectedFields(document, context);
  if (selected === undefined) return { key: "fields", label, text: t("Written in a way that the form does not know") };
  const names = selected.map((item) => {
    const as = isMapping(item) ? item["as"] : undefined;
    return as === undefined ? fieldNameOf(item) : t("{0} as {1}", fieldNameOf(item), text(as));
  });
  const total = availableFields(document, context).length;
  const all = new Set(selected.map(fieldNameOf)).size === total && selected.length === total;
  const words = all ? t("all {0} fields", total) : t("{0} of {1} fields", selected.length, total);
  return { key: "fields", label, text: words, detail: names };
}

function filtersWords(document: JsonMap, context: SummaryContext): string {
  const t = translateOf(context);
  const { filter } = document;
  if (filter === undefined || filter === null) return t("No filter");
  const tree = readFilterTree(filter);
  return tree === undefined ? t("Written in a way that the form does not know") : filterWords(tree, t);
}

function text(value: Json | undefined): string {
  return value === undefined || value === null || typeof value === "object" ? "" : String(value);
}

function spaced(time: string): string {
  return time.replace("T", " ");
}
