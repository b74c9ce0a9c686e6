import { propertyOf, type Schema } from "./schema-at.ts";
import type { Asked, Suggestion } from "./suggestion.ts";
import { checkValues } from "./values/checks.ts";
import { columnValues } from "./values/columns.ts";
import { fieldValues } from "./values/fields.ts";
import { filterValues } from "./values/filter.ts";
import { maskValues } from "./values/masks.ts";
import { referenceValues } from "./values/references.ts";
import { schemaValues } from "./values/schema-values.ts";
import { textValues } from "./values/texts.ts";
import { timeValues } from "./values/times.ts";

/** What knows more than the schemas, in the order in which it is asked. */
const sources = [
  checkValues,
  fieldValues,
  referenceValues,
  filterValues,
  columnValues,
  maskValues,
  timeValues,
  textValues,
] as const;

/** The words that may stand at a path; those that a list holds already are not offered again. */
export function suggestValues(asked: Asked, schemas: readonly Schema[]): readonly Suggestion[] {
  const { place, path } = asked;
  if (place.kind === undefined) return [];
  let found: readonly Suggestion[] | undefined;
  for (const source of sources) found ??= source(asked, schemas);
  found ??= schemaValues(schemas, propertyOf(place.kind, path, place.around));
  if (typeof path.at(-1) !== "number") return found;
  const listed = new Set(place.around.items(path.slice(0, -1)).map(({ text }) => text));
  return found.filter(({ value }) => !listed.has(String(value)));
}
