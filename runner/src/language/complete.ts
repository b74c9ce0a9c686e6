import type { LoadedProject } from "../load/project-documents.ts";
import { type Completion, documented } from "./completion.ts";
import type { EditedFile } from "./edits.ts";
import { knownAround, type LanguageContext, templateOf } from "./known.ts";
import { lineAt } from "./line-at.ts";
import { type PlaceInDocument, placeInDocument } from "./place-in-document.ts";
import { schemasAt } from "./schema-at.ts";
import { suggestSkeletons } from "./skeletons.ts";
import { suggestKeys, suggestRequired } from "./suggest-keys.ts";
import { suggestValues } from "./suggest-values.ts";
import { type Asked, isPath, type Suggestion } from "./suggestion.ts";
import { type Frame, written } from "./written.ts";

/** What can be written at a cursor (a UTF-16 offset), in the order in which it is to be shown. */
export function complete(
  file: EditedFile,
  offset: number,
  project: LoadedProject,
  context: LanguageContext = {},
): readonly Completion[] {
  const place = placeInDocument(file, offset);
  if (place?.kind === undefined || place.style === "text") return [];
  const asked: Asked = { known: knownAround(project, context, place), place, file: file.path, path: place.path };
  const column = place.typed.start - lineAt(file.text, place.typed.start).start + place.prefix.length;
  const frame: Frame = { before: place.prefix, after: place.suffix, flow: place.style === "flow", column };
  const offers = place.role === "key" ? keyOffers(asked, frame) : valueOffers(asked, frame);
  return offers
    .flatMap(({ frame, suggestions }) => suggestions.map((suggestion) => ({ frame, suggestion })))
    .map(({ frame, suggestion }, index) => makeCompletion(place, suggestion, frame, index));
}

/** Suggestions that are written in one way. */
interface Offer {
  readonly frame: Frame;
  readonly suggestions: readonly Suggestion[];
}

function keyOffers(asked: Asked, frame: Frame): readonly Offer[] {
  const { place } = asked;
  if (place.kind === undefined) return [];
  const keys = suggestKeys(asked, place.parent, schemasAt(place.kind, place.parent, place.around), place.siblings);
  const isNew = place.parent.length === 0 && place.siblings.length === 0 && !place.hasColon;
  const offers: Offer[] = isNew ? [{ frame, suggestions: suggestSkeletons(asked, place.kind) }] : [];
  return [...offers, { frame, suggestions: place.hasColon ? keys.map(({ tail: _, ...key }) => key) : keys }];
}

function valueOffers(asked: Asked, frame: Frame): readonly Offer[] {
  const { kind, around, role, ownLine, style } = asked.place;
  if (kind === undefined) return [];
  const schemas = schemasAt(kind, asked.path, around);
  const offers: Offer[] = [{ frame, suggestions: suggestValues(asked, schemas) }];
  if (role === "value") offers.push({ frame, suggestions: allFields(asked, frame) });
  if (!ownLine) offers.push({ frame, suggestions: suggestRequired(schemas) });
  // On a line of its own, or after a dash, the mapping may begin right here.
  const opensLine = style === "block" && (ownLine || role === "item");
  const keys = {
    frame: opensLine ? frame : inside(frame, "{ ", " }"),
    suggestions: suggestKeys(asked, asked.path, schemas, []),
  };
  if (!schemas.some(({ items }) => items !== undefined)) return [...offers, keys];
  const path = [...asked.path, around.items(asked.path).length];
  const itemFrame = opensLine ? { ...inside(frame, "- ", ""), column: frame.column + 2 } : inside(frame, "[", "]");
  const items = schemasAt(kind, path, around);
  const itemKeys = suggestKeys({ ...asked, path }, path, items, []);
  return [
    ...offers,
    { frame: itemFrame, suggestions: suggestValues({ ...asked, path }, items) },
    { frame: opensLine ? itemFrame : inside(itemFrame, "{ ", " }"), suggestions: itemKeys },
    keys,
  ];
}

function inside(frame: Frame, before: string, after: string): Frame {
  return { ...frame, before: frame.before + before, after: after + frame.after, flow: frame.flow || after !== "" };
}

/** All fields of the template written out, to be thinned out or put in order. */
function allFields({ known, place, path }: Asked, frame: Frame): readonly Suggestion[] {
  if (place.kind !== "Extract" || !isPath(path, "fields") || frame.flow) return [];
  const fields = (templateOf(known, place.around)?.fields ?? []).filter(({ hidden }) => !hidden);
  if (fields.length === 0) return [];
  const [first, indent] = place.ownLine ? ["", frame.column] : [`\n${" ".repeat(place.indent + 2)}`, place.indent + 2];
  return [
    {
      kind: "snippet",
      label: "every field by name",
      detail: `${fields.length} fields, one a line`,
      lines: { first, indent, values: fields.map(({ name }) => name) },
    },
  ];
}

function makeCompletion(place: PlaceInDocument, suggestion: Suggestion, frame: Frame, index: number): Completion {
  const { kind, detail, document, suggestNext } = suggestion;
  const label = suggestion.label ?? String(suggestion.value);
  const { start, end, quote } = place.typed;
  const { text, snippet } = written(suggestion, frame, quote);
  const completion: Completion = {
    label,
    kind,
    ...(detail !== undefined && detail !== "" && { detail }),
    edit: { start, end, text },
    ...(snippet && { snippet }),
    sortText: String(index).padStart(5, "0"),
    ...(quote !== undefined && { filterText: quote + label }),
    ...(suggestNext && { suggestNext }),
  };
  return documented(completion, document);
}
