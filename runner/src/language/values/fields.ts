import type { Path } from "../../load/document-places.ts";
import type { DocumentAround } from "../document-around.ts";
import { fieldDetail, fieldDocumentation } from "../documentation.ts";
import { templateOf } from "../known.ts";
import { type Asked, isPath, type Suggestion } from "../suggestion.ts";
import { type FieldView, type TemplateView, templateView } from "../template-view.ts";

/** A field of a template, to be chosen. */
export function fieldSuggestion(field: FieldView, template: TemplateView): Suggestion {
  return {
    kind: "field",
    value: field.name,
    detail: fieldDetail(field),
    document: () => fieldDocumentation(field, template),
  };
}

/** The fields that an extract has chosen, but for the one at a path. */
export function chosenFields(around: DocumentAround, but: Path): ReadonlySet<string> {
  const own = Number(but[1] ?? -1);
  const chosen = around.items(["fields"]).filter(({ index }) => index !== own);
  return new Set(chosen.flatMap(({ index, text }) => text ?? around.text(["fields", index, "field"]) ?? []));
}

/** Fields of templates, wherever a document names one. */
export function fieldValues(asked: Asked): readonly Suggestion[] | undefined {
  const { place, path, known } = asked;
  if (place.kind === "Extract" && (isPath(path, "fields.*") || isPath(path, "fields.*.field"))) {
    const template = templateOf(known, place.around);
    const chosen = chosenFields(place.around, path);
    return fieldsOf(template, ({ name }) => !chosen.has(name));
  }
  if (place.kind === "Template") return ownFields(asked);
  if (place.kind === "Feed") return fieldsOfEvents(asked);
  if (place.kind === "Project" && isPath(path, "grants.*.fields.*")) {
    const grant = path.slice(0, 2);
    const template = known.template(place.around.text([...grant, "template"]) ?? "");
    return fieldsOf(template, ({ pii }) => pii !== undefined);
  }
  return undefined;
}

/** Fields of the template that is being written. */
function ownFields({ place, path }: Asked): readonly Suggestion[] | undefined {
  const template = () => templateView(place.around.value([]));
  const stored = ({ source }: FieldView) => source === "column" || source === "expression";
  const isInstant = (field: FieldView) => field.type === "instant" && stored(field) && field.measure === undefined;
  if (isPath(path, "time.field")) return fieldsOf(template(), (field) => isInstant(field) && field.source === "column");
  if (isPath(path, "key.*")) return fieldsOf(template(), orders);
  if (isPath(path, "dedupe.by.*") || isPath(path, "dedupe.latest.*")) return fieldsOf(template(), orders);
  const own = String(path[1]);
  const isTwin = isPath(path, "fields.*.local");
  if (isTwin || isPath(path, "fields.*.duration.from") || isPath(path, "fields.*.duration.to")) {
    return fieldsOf(template(), (field) => isInstant(field) && field.name !== own);
  }
  return undefined;
}

/** The fields that can be the key of records, or tell versions apart. The feed's key is a field of its first event's template. */
function fieldsOfEvents({ place, path, known }: Asked): readonly Suggestion[] | undefined {
  const { around } = place;
  const templateOfEvent = (type: string) => templateOf(known, around, ["events", type, "template"]);
  if (isPath(path, "key")) return fieldsOf(templateOfEvent(around.keys(["events"])[0] ?? ""), keysRecords);
  if (isPath(path, "events.*.key")) return fieldsOf(templateOfEvent(String(path[1])), keysRecords);
  return isPath(path, "events.*.version") ? fieldsOf(templateOfEvent(String(path[1])), orders) : undefined;
}

function keysRecords(field: FieldView): boolean {
  return orders(field) && (field.type === "string" || field.type === "integer" || field.type === "uuid");
}

/** Whether a field may be part of the key: `checkTemplate` says why others may not. */
function orders({ pii, measure, source = "column", type }: FieldView): boolean {
  return (
    pii === undefined && measure === undefined && type !== "json" && !["nested", "object", "constant", "local"].includes(source)
  );
}

function fieldsOf(template: TemplateView | undefined, fits: (field: FieldView) => boolean): readonly Suggestion[] {
  return template?.fields.filter(fits).map((field) => fieldSuggestion(field, template)) ?? [];
}
