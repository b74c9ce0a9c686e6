import type { Path } from "../../load/document-places.ts";
import { nullTests, operatorsOf } from "../../load/filter.ts";
import { fieldDetail, fieldDocumentation } from "../documentation.ts";
import { filterPlaceOf } from "../filter-place.ts";
import { isGranted, templateOf } from "../known.ts";
import { paragraphs } from "../markdown.ts";
import type { Schema } from "../schema-at.ts";
import type { Asked, Suggestion } from "../suggestion.ts";
import type { FieldView, TemplateView } from "../template-view.ts";

/** The fields that a filter can test, as keys. */
export function filterFields(asked: Asked, present: readonly string[]): readonly Suggestion[] {
  const template = filteredTemplate(asked);
  if (template === undefined) return [];
  const fields = template.fields.filter(({ name, measure }) => measure === undefined && !present.includes(name));
  return fields.map((field) => {
    const document = () =>
      paragraphs(fieldDocumentation(field, template), isComparable(asked, field) ? undefined : refusalOf(field));
    return { kind: "field", value: field.name, detail: fieldDetail(field), document, suggestNext: true };
  });
}

function refusalOf({ storedNulls }: FieldView): string {
  const refusal = "It holds personal data, and no grant lets it be compared here";
  return storedNulls ? `${refusal}: only \`isNull\` and \`isNotNull\` can test it.` : `${refusal}.`;
}

/** The operators that fit a field; all of them while it is not known which field that is. */
export function fittingOperators(asked: Asked, condition: Path): readonly string[] | undefined {
  const field = testedField(asked, condition);
  if (field === undefined) return undefined;
  if (isComparable(asked, field)) return operatorsOf(field.type);
  return field.storedNulls ? nullTests : [];
}

/** Known values of the field that is compared; undefined where nothing is compared. */
export function filterValues(asked: Asked, schemas: readonly Schema[]): readonly Suggestion[] | undefined {
  const { path, place } = asked;
  if (filterPlaceOf(place.kind, path) === undefined || !schemas.some(({ title }) => title === "Scalar")) return undefined;
  const inList = typeof path.at(-1) === "number";
  const operator = path.slice(0, inList ? -1 : path.length);
  const field = testedField(asked, operator.slice(0, -1));
  if (field === undefined || !isComparable(asked, field)) return [];
  const values = field.values.length === 0 && field.type === "boolean" ? [true, false] : field.values;
  if (values.length > 0) return values.map((value) => ({ kind: "value", value, detail: field.name }));
  const example = examples[field.type];
  return example === undefined ? [] : [{ kind: "value", value: example, detail: `example of type ${field.type}` }];
}

/** How values are written whose form isn't plain from the type's name. */
const examples: Readonly<Record<string, string>> = {
  instant: "2026-03-17T00:00:00Z",
  local: "2026-03-17T00:00:00-05:00",
  date: "2026-03-17",
};

function testedField(asked: Asked, condition: Path): FieldView | undefined {
  return filteredTemplate(asked)?.field(String(condition.at(-1)));
}

/** The template of the extract, or of the event whose filter is written. */
function filteredTemplate({ known, place, path }: Asked): TemplateView | undefined {
  return templateOf(known, place.around, filterPlaceOf(place.kind, path)?.template);
}

function isComparable({ known, place, path }: Asked, field: FieldView): boolean {
  if (field.pii === undefined) return true;
  const { around } = place;
  const template = around.text(filterPlaceOf(place.kind, path)?.template ?? ["template"]) ?? "";
  return isGranted(known, around.text(["name"]), template, field.name);
}
