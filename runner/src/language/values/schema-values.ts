import { schemaDocumentation } from "../documentation.ts";
import type { Schema } from "../schema-at.ts";
import type { Suggestion } from "../suggestion.ts";

/** What the schemas themselves say of a scalar: its choices, truth values, its default and examples. */
export function schemaValues(schemas: readonly Schema[], description: Schema | undefined): readonly Suggestion[] {
  const standard = description?.default ?? schemas.map((schema) => schema.default).find((value) => value !== undefined);
  const document = () => schemaDocumentation({ ...schemas[0], ...description });
  const found = new Map<unknown, string | undefined>();
  const add = (value: unknown, detail?: string) => {
    if (isScalar(value) && !found.has(value)) found.set(value, value === standard ? "default" : detail);
  };
  for (const schema of schemas) {
    for (const choice of choicesOf(schema)) add(choice);
  }
  if (found.size === 0 && schemas.some(isScalarSchema)) {
    add(standard);
    const all = [...(description === undefined ? [] : [description]), ...schemas];
    const examples = all.some(showsForm) ? all.flatMap((schema) => schema.examples ?? []) : [];
    for (const example of examples) add(example, "example");
  }
  return [...found].map(([value, detail]) => ({ kind: "value", value: value as string, detail, document }));
}

/** Whether a value may be written in one word. */
export function isScalarSchema(schema: Schema): boolean {
  const { type } = schema;
  if (schema.enum !== undefined || schema.const !== undefined) return true;
  return type !== undefined && [type].flat().some((one) => one !== "object" && one !== "array");
}

/** Names are the author's own: an example of one is no help. */
const names: readonly (string | undefined)[] = ["Name", "Id", "Slug", "FieldName", "ColumnName"];

/** Whether an example shows how a value is written, and not what somebody might say. */
function showsForm({ title, patternText, secret }: Schema): boolean {
  return !names.includes(title) && (patternText !== undefined || secret === true);
}

function choicesOf(schema: Schema): readonly unknown[] {
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum !== undefined) return schema.enum;
  return schema.type === "boolean" ? [true, false] : [];
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
