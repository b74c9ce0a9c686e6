import { outputPath } from "../../compile/output-path.ts";
import { defaults } from "../../load/defaults.ts";
import type { Path } from "../../load/document-places.ts";
import { operatorsOf } from "../../load/filter.ts";
import { expectedOf } from "../../load/schema-problems.ts";
import { ownWindow } from "../../schedule/own-window.ts";
import { schemaDocumentation } from "../documentation.ts";
import { filterPartAt, filterPlaceOf } from "../filter-place.ts";
import { templateOf } from "../known.ts";
import { code, paragraphs } from "../markdown.ts";
import { propertyOf, type Schema } from "../schema-at.ts";
import type { AskedWord } from "./asked-word.ts";
import { describeRuns, scheduleOfDocument, scheduleWritten } from "./describe-schedule.ts";
import { describeWindow, windowWritten } from "./describe-window.ts";

/** What a key means, and what comes of its value where that can be said. */
export function describeKey(asked: AskedWord): string | undefined {
  const { kind, word, around } = asked;
  const schema = propertyOf(kind, word.path, around);
  if (schema === undefined) return undefined;
  const filter = filterPlaceOf(kind, word.path);
  if (filter !== undefined && filterPartAt(word.path, filter) === "operator") {
    return paragraphs(schemaText(word.text, schema), operatorText(asked));
  }
  return paragraphs(schemaText(word.text, schema), outcomeOf(asked));
}

/** What a value means: one of a few that are allowed, or what comes of it. */
export function describeValue(asked: AskedWord): string | undefined {
  const { kind, word, around } = asked;
  if (word.node.type?.startsWith("BLOCK")) return undefined;
  const schema = propertyOf(kind, lastKey(word.path), around);
  const outcome = outcomeOf(asked);
  if (schema === undefined) return undefined;
  const key = String(lastKey(word.path).at(-1) ?? "");
  const chosen = expectedOf(schema as Record<string, unknown>).includes("`") || schema.type === "boolean";
  return outcome !== undefined || chosen ? paragraphs(schemaText(key, schema), outcome) : undefined;
}

function schemaText(key: string, schema: Schema): string {
  return paragraphs(`${code(key)}: ${expectedOf(schema as Record<string, unknown>)}`, schemaDocumentation(schema));
}

function lastKey(path: Path): Path {
  const last = path.findLastIndex((step) => typeof step === "string");
  return path.slice(0, last + 1);
}

/** Which operators the field of a condition can be tested with. */
function operatorText({ kind, word, known, around }: AskedWord): string | undefined {
  const name = String(word.path.at(-2));
  const field = templateOf(known, around, filterPlaceOf(kind, word.path)?.template)?.field(name);
  if (field === undefined) return undefined;
  const type = field.type === "local" ? "instant" : field.type;
  return `${code(name)} is of type ${code(field.type)}; it can be tested with ${operatorsOf(type).map(code).join(", ")}.`;
}

/** What comes of a schedule, a window or an output; undefined elsewhere, and where it is unsound. */
function outcomeOf(asked: AskedWord): string | undefined {
  const { kind, word, around, loaded, now } = asked;
  const [section] = word.path;
  if (kind === "Schedule" && word.path.length === 1 && section !== "kind") {
    const schedule = scheduleWritten(scheduleOfDocument(around), loaded);
    return schedule && describeRuns(schedule, now);
  }
  if (kind !== "Extract") return undefined;
  if (section === "schedule") {
    const schedule = scheduleWritten(around.value(["schedule"]), loaded, around.text(["template"]));
    return schedule && describeRuns(schedule, now);
  }
  if (section === "window") return windowText(asked);
  return section === "output" ? outputText(asked) : undefined;
}

function windowText({ known, around, loaded }: AskedWord): string | undefined {
  const timezone = around.text(["window", "timezone"]) ?? loaded.project?.value.defaults?.timezone ?? defaults.timezone;
  const window = windowWritten(around.text(["window", "start"]), around.text(["window", "end"]), timezone);
  return window && describeWindow(window, templateOf(known, around)?.timeField);
}

/** Where the next file of a sound extract goes. */
function outputText({ word, around, loaded, now }: AskedWord): string | undefined {
  if (word.path.length > 1 && word.path[1] !== "path") return undefined;
  const extract = loaded.extracts.get(around.text(["name"]) ?? "");
  if (extract === undefined) return undefined;
  try {
    const own = ownWindow(extract, now);
    if (own === undefined) return undefined;
    const placed = { ...extract, ...own, extract: extract.name, product: extract.product.id, template: extract.template.name };
    return paragraphs(`File, in ${code(extract.output.to)}:`, code(outputPath(placed, 1)));
  } catch {
    // A name that is too long, or a path that leads nowhere: diagnostics and runs say so.
    return undefined;
  }
}
