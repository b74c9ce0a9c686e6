import type { Path } from "../load/document-places.ts";
import { schemaDocumentation } from "./documentation.ts";
import { fitsBeside } from "./key-rules.ts";
import { templateOf } from "./known.ts";
import { nestedAround } from "./nested-place.ts";
import { propertiesOf, type Schema } from "./schema-at.ts";
import type { Asked, KeyTail, Suggestion } from "./suggestion.ts";
import { acceptedFields } from "./values/checks.ts";
import { matchColumns } from "./values/columns.ts";
import { filterFields, fittingOperators } from "./values/filter.ts";
import { givenTables, rowColumns } from "./values/given.ts";
import { isScalarSchema } from "./values/schema-values.ts";
import { entriesText } from "./written.ts";

/** The keys that a mapping may get: those that it must have first, none that it has or that means nothing beside the others. */
export function suggestKeys(
  asked: Asked,
  mapping: Path,
  schemas: readonly Schema[],
  present: readonly string[],
): readonly Suggestion[] {
  return schemas.flatMap((schema) => {
    if (schema.maxProperties !== undefined && present.length >= schema.maxProperties) return [];
    const declared = declaredKeys(asked, mapping, schema, present);
    return [...declared, ...freeKeys(asked, mapping, schema, present)];
  });
}

function declaredKeys(asked: Asked, path: Path, schema: Schema, present: readonly string[]): readonly Suggestion[] {
  const { around } = asked.place;
  const isCondition = schema.title === "Condition";
  const operators = isCondition ? fittingOperators(asked, path) : undefined;
  const keys = propertiesOf(schema).filter(([key]) => {
    if (present.includes(key) || operators?.includes(key) === false) return false;
    return fitsBeside(key, { title: schema.title, path, present, around }) && isOffered(asked, schema, key);
  });
  const isRequired = (key: string) => schema.required?.includes(key) ?? false;
  keys.sort(([one], [other]) => Number(isRequired(other)) - Number(isRequired(one)));
  return keys.map(([key, property, shapes]): Suggestion => {
    const tail = tailOf(shapes);
    return {
      kind: isCondition ? "operator" : "key",
      value: key,
      tail,
      detail: isRequired(key) ? "required" : undefined,
      document: () => schemaDocumentation(property),
      ...(typeof tail !== "object" && { suggestNext: true as const }),
    };
  });
}

/** `dedupe` is for extracts of templates that say which rows are versions of one thing. */
function isOffered({ known, place }: Asked, { title }: Schema, key: string): boolean {
  return title !== "Extract" || key !== "dedupe" || templateOf(known, place.around)?.hasVersions === true;
}

/** Keys that the schema leaves to the project: fields in a filter, columns, classes. */
function freeKeys(asked: Asked, path: Path, schema: Schema, present: readonly string[]): readonly Suggestion[] {
  if (schema.title === "Filter") return filterFields(asked, present).map((field) => ({ ...field, tail: "value" as const }));
  if (schema.title === "AcceptedValues") {
    return acceptedFields(asked, present).map((field) => ({ ...field, tail: "list" as const, suggestNext: true as const }));
  }
  if (schema.title === "Given" || schema.title === "TestRow") {
    const names = schema.title === "Given" ? givenTables(asked) : rowColumns(asked, path);
    const tail = schema.title === "Given" ? ("list" as const) : ("value" as const);
    return names.filter(({ value }) => !present.includes(String(value))).map((name) => ({ ...name, tail }));
  }
  if (asked.place.kind === "Template" && isMatch(path)) {
    const columns = matchColumns(asked, path).filter(({ value }) => !present.includes(String(value)));
    return columns.map((column) => ({ ...column, tail: "value" as const, suggestNext: true as const }));
  }
  const names = schema.propertyNames?.enum ?? [];
  const free = names.filter((name): name is string => typeof name === "string" && !present.includes(name));
  return free.map((value) => ({ kind: "key", value, tail: "value", suggestNext: true }));
}

function isMatch(path: Path): boolean {
  return path.at(-1) === "match" && nestedAround(path).at(-1)?.length === path.length - 1;
}

/** All keys that a mapping must have, on one line, where that is how it is written. */
export function suggestRequired(schemas: readonly Schema[]): readonly Suggestion[] {
  const tail = schemas.length === 0 ? "value" : tailOf(schemas);
  if (typeof tail !== "object" || !("entries" in tail) || tail.entries.length < 2) return [];
  const label = `{ ${tail.entries.map(({ key }) => key).join(", ")} }`;
  return [{ kind: "snippet", label, snippet: entriesText(tail.entries), suggestNext: true }];
}

/** What follows a key's colon. */
function tailOf(shapes: readonly Schema[]): KeyTail {
  const [only] = shapes;
  if (only?.const !== undefined && shapes.length === 1) return { constant: only.const };
  if (only === undefined || shapes.some(isScalarSchema)) return "value";
  if (shapes.some(({ items }) => items !== undefined)) return "list";
  const required = propertiesOf(only).filter(([key]) => only.required?.includes(key));
  const inOneLine = required.length > 0 && required.length <= 2 && required.every(([, , inner]) => inner.some(isScalarSchema));
  if (!inOneLine) return "map";
  return { entries: required.map(([key, , inner]) => ({ key, quoted: inner.some(({ title }) => title === "DateTime") })) };
}
