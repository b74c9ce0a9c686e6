import { isGranted, templateOf } from "../known.ts";
import { type Asked, isPath, type Suggestion } from "../suggestion.ts";
import { type FieldView, type TemplateView, templateView } from "../template-view.ts";
import { fieldSuggestion } from "./fields.ts";

/** What data checks name: fields that a check can be made of, and the known values of one. */
export function checkValues(asked: Asked): readonly Suggestion[] | undefined {
  const { path } = asked;
  if (path[0] !== "checks") return undefined;
  if (isPath(path, "checks.*.notNull.*")) return fieldsOf(asked, (field) => field.source !== "nested" && mayAsk(asked, field));
  if (isPath(path, "checks.*.unique.*")) return fieldsOf(asked, (field) => isComparable(field) && mayAsk(asked, field));
  if (isPath(path, "checks.*.fresh.field")) {
    return fieldsOf(asked, (field) => (field.type === "instant" || field.source === "local") && isClear(asked, field));
  }
  if (!isPath(path, "checks.*.accepted.*.*")) return undefined;
  const field = checkedTemplate(asked)?.field(String(path[3]));
  if (field === undefined || !isClear(asked, field)) return [];
  const values = field.values.length === 0 && field.type === "boolean" ? [true, false] : field.values;
  return values.map((value) => ({ kind: "value", value, detail: field.name }));
}

/** The fields whose values a check can compare, as keys of `accepted`. */
export function acceptedFields(asked: Asked, present: readonly string[]): readonly Suggestion[] {
  return fieldsOf(asked, (field) => isComparable(field) && isClear(asked, field) && !present.includes(field.name));
}

function fieldsOf(asked: Asked, fits: (field: FieldView) => boolean): readonly Suggestion[] {
  const template = checkedTemplate(asked);
  return template?.fields.filter(fits).map((field) => fieldSuggestion(field, template)) ?? [];
}

/** The template that is written, or the one that an extract names. */
function checkedTemplate({ known, place }: Asked): TemplateView | undefined {
  return place.kind === "Template" ? templateView(place.around.value([])) : templateOf(known, place.around);
}

function isComparable({ type, source = "column" }: FieldView): boolean {
  return type !== "json" && source !== "nested" && source !== "object";
}

/** What an expression over personal data is NULL or equal for may tell its value. */
function mayAsk(asked: Asked, field: FieldView): boolean {
  return field.storedNulls || isClear(asked, field);
}

/** Personal data are compared by extracts with a grant alone. */
function isClear({ known, place }: Asked, { name, pii }: FieldView): boolean {
  if (pii === undefined) return true;
  const { around } = place;
  return place.kind === "Extract" && isGranted(known, around.text(["name"]), around.text(["template"]) ?? "", name);
}
