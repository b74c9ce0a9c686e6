import type { Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { defaults } from "./defaults.ts";
import { keysInOrder } from "./read-value.ts";
import type { InstantPrecision, LogicalType } from "./types.ts";

/** Where a field's value comes from: exactly one of these stands in a sound template. */
export const fieldSources = ["column", "expression", "local", "duration", "constant", "nested"] as const;
export type FieldSource = (typeof fieldSources)[number];

/** The source of a sound field. */
export function sourceOf(field: TemplateField): FieldSource {
  return fieldSources.find((source) => field[source] !== undefined) ?? "column";
}

/** Fields of a template by name; own names only, so that `constructor` is not found by accident. */
export function fieldOf(template: Template, name: string): TemplateField | undefined {
  return Object.hasOwn(template.fields, name) ? template.fields[name] : undefined;
}

/** What a field of a sound template means. `timezone` is the extract's, for local twins. */
export function logicalTypeOf(template: Template, name: string, timezone: string): LogicalType | undefined {
  const field = fieldOf(template, name);
  if (field === undefined) return undefined;
  switch (sourceOf(field)) {
    case "local":
      return { type: "local", precision: precisionOf(fieldOf(template, field.local ?? "")), timezone };
    case "duration":
      return { type: "integer" };
    case "constant":
      return declaredType(field, constantType(field.constant));
    case "nested":
      return {
        type: "json",
        shape: nestedFieldsOf(field).map(([key, item]) => ({ name: key, type: declaredType(item, item.type) })),
      };
    default:
      return declaredType(field, field.measure === "count" ? "integer" : "string");
  }
}

/** The keys of a nested field's objects, in the order in which they are written. */
export function nestedFieldsOf(field: TemplateField) {
  const fields = field.nested?.fields ?? {};
  return keysInOrder(fields).flatMap((key) => {
    const item = fields[key];
    return item === undefined ? [] : [[key, item] as const];
  });
}

interface Typed {
  readonly type?: NonNullable<TemplateField["type"]>;
  readonly precision?: number;
  readonly scale?: number;
}

function declaredType(field: Typed, otherwise: NonNullable<TemplateField["type"]>): LogicalType {
  const type = field.type ?? otherwise;
  if (type === "decimal") return { type, precision: field.precision ?? 38, scale: field.scale ?? 0 };
  if (type === "instant") return { type, precision: precisionOf(field) };
  return { type };
}

function precisionOf(field: Typed | undefined): InstantPrecision {
  const precision = field?.precision;
  return precision === 0 || precision === 3 || precision === 6 ? precision : defaults.precision;
}

function constantType(value: unknown): NonNullable<TemplateField["type"]> {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "float64";
  return "string";
}
