import type { LoadedProject, Mask } from "../../load/project-documents.ts";
import { wordAt } from "../composed.ts";
import { aroundOf } from "../document-around.ts";
import { fieldDocumentation, templateDocumentation } from "../documentation.ts";
import type { EditedFile } from "../edits.ts";
import { knownAround } from "../known.ts";
import { code, paragraphs } from "../markdown.ts";
import { type Mention, mentionAt } from "../mention.ts";
import { kindOf } from "../place-in-document.ts";
import { templateView } from "../template-view.ts";
import type { AskedWord } from "./asked-word.ts";
import { describeKey, describeValue } from "./describe-key.ts";
import { describeProtection } from "./describe-protection.ts";
import { describeRuns, scheduleOfDocument, scheduleWritten } from "./describe-schedule.ts";
import { describeSource } from "./describe-source.ts";
import {
  describeConnection,
  describeEvent,
  describeExtract,
  describeFeed,
  describeProduct,
  describeUser,
  describeZone,
  unsoundText,
} from "./describe-things.ts";

/** What is said of the word under the mouse: Markdown in which nothing of an author's is a link, and the word's offsets. */
export interface Hover {
  readonly markdown: string;
  readonly start: number;
  readonly end: number;
}

/**
 * What the word at an offset means; undefined where nothing can be said. Values of connections are never repeated.
 *
 * @param now UTC, ISO 8601: for the next runs of a schedule, the offset of a zone, and whether a grant holds.
 * @param textOf The text of a file of the project by its path: for templates that have errors.
 */
export function hover(
  file: EditedFile,
  offset: number,
  loaded: LoadedProject,
  now: string,
  textOf?: (path: string) => string | undefined,
): Hover | undefined {
  const found = wordAt(file.text, offset);
  if (found === undefined) return undefined;
  const { word, document } = found;
  const around = aroundOf(document);
  const { kind } = kindOf(file.path, around);
  if (kind === undefined) return undefined;
  const known = knownAround(loaded, { today: now.slice(0, 10), ...(textOf && { textOf }) }, { kind, around });
  const markdown = describe({ word, kind, around, known, loaded, now });
  return markdown === undefined || markdown === "" ? undefined : { markdown, start: word.start, end: word.end };
}

function describe(asked: AskedWord): string | undefined {
  const { word, kind, around } = asked;
  const mention = mentionAt(kind, word, around);
  const named = mention && describeMention(asked, mention);
  if (named !== undefined) return named;
  if (mention !== undefined && word.role !== "key") return undefined;
  return word.role === "key" ? describeKey(asked) : describeValue(asked);
}

function describeMention(asked: AskedWord, mention: Mention): string | undefined {
  const { loaded, now } = asked;
  const { name } = mention;
  switch (mention.thing) {
    case "template":
      return describeTemplate(asked, mention);
    case "field":
      return describeField(asked, mention);
    case "schedule":
      return describeScheduleNamed(asked, mention);
    case "extract":
      return describeExtract(loaded, name) ?? describeFeed(loaded, name);
    case "event":
      return mention.declares ? undefined : describeEvent(loaded, mention);
    case "product":
      return describeProduct(loaded, name);
    case "user":
      return describeUser(loaded, name);
    case "zone":
      return describeZone(name, now);
    default:
      return describeConnection(loaded, mention.thing, name);
  }
}

function describeTemplate({ known, around, loaded }: AskedWord, { name, declares }: Mention): string | undefined {
  const view = declares ? templateView(around.value([])) : known.template(name);
  const unsound = loaded.templates.has(name) ? undefined : unsoundText(loaded, "Template", name);
  if (view === undefined) return unsound;
  const isQuery = loaded.templates.get(name)?.value.source.sql !== undefined;
  return paragraphs(`Template ${code(name)}`, templateDocumentation(view), isQuery ? "Source: a query" : undefined, unsound);
}

function describeField({ word, kind, known, around, loaded, now }: AskedWord, { name, template }: Mention): string | undefined {
  if (template === undefined) return undefined;
  const view = kind === "Template" ? templateView(around.value([])) : known.template(template);
  const field = view?.field(name);
  if (view === undefined || field === undefined) return undefined;
  const sound = loaded.templates.get(template)?.value;
  const asked = around.text([...word.path.slice(0, 2), "mask"]) as Mask | undefined;
  const reader = { extract: around.text(["name"]) ?? "", ...(word.path[0] === "fields" && isMask(asked) && { asked }) };
  const protection =
    sound &&
    describeProtection(loaded, sound, name, kind === "Extract" || kind === "Feed" ? reader : undefined, now.slice(0, 10));
  const source = sound && describeSource(sound, name);
  return paragraphs(`Field ${code(name)}`, fieldDocumentation(field, view), source, protection);
}

function isMask(text: string | undefined): text is Mask {
  return text === "full" || text === "last4" || text === "redact";
}

function describeScheduleNamed(asked: AskedWord, { name, declares }: Mention): string | undefined {
  const { around, loaded, now } = asked;
  const written = declares ? scheduleOfDocument(around) : around.value(["schedule"]);
  const schedule = scheduleWritten(written, loaded, declares ? undefined : around.text(["template"]));
  if (schedule === undefined) return declares ? undefined : unsoundText(loaded, "Schedule", name);
  return paragraphs(`Schedule ${code(name)}`, describeRuns(schedule, now));
}
