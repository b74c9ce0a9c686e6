import type { NestedItem, Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { defaults } from "./defaults.ts";
import { keysInOrder } from "./read-value.ts";
import type { InstantPrecision, LogicalType, Shape } from "./types.ts";

/** Where a field's value comes from: exactly one of these stands in a sound template. */
export const fieldSources = ["column", "expression", "local", "duration", "constant", "object", "nested"] as const;
export type FieldSource = (typeof fieldSources)[number];

/** The source of a sound field. */
export function sourceOf(field: TemplateField): FieldSource {
  return fieldSources.find((source) => field[source] !== undefined) ?? "column";
}

/** Fields of a template by name; own names only, so that `constructor` is not found by accident. */
export function fieldOf(template: Template, name: string): TemplateField | undefined {
  return Object.hasOwn(template.fields, name) ? template.fields[name] : undefined;
}

/** Whether a field has one value for each group of an aggregate: it is computed over the rows, or derived from one that is. */
export function isMeasureOf(template: Template, name: string): boolean {
  const { measure, local, duration } = fieldOf(template, name) ?? {};
  if (measure !== undefined) return true;
  if (local !== undefined) return isMeasureOf(template, local);
  return duration !== undefined && (isMeasureOf(template, duration.from) || isMeasureOf(template, duration.to));
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
    case "object":
    case "nested":
      return { type: "json", shape: shapeOf(field) };
    default:
      return declaredType(field, field.measure === "count" ? "integer" : "string");
  }
}

/** Whether an item is masked. */
type IsMasked = (placed: Pick<PlacedItem, "item" | "tables">) => boolean;

/** Where an item stands, for its shape. */
interface ShapePlace {
  readonly isMasked: IsMasked;
  readonly tables: readonly string[];
}

/**
 * The shape of the JSON that a field or an item is; of one that is neither `object` nor `nested`, its value's type. What a mask
 * makes NULL is not `required`.
 */
export function shapeOf(item: TemplateField | NestedItem, isMasked: IsMasked = () => false): Shape {
  return shapeAt(item, { isMasked, tables: [] });
}

function shapeAt(item: TemplateField | NestedItem, place: ShapePlace): Shape {
  const { object, nested } = item;
  if (object !== undefined) return objectShape(object, place);
  if (nested === undefined) {
    return { kind: "value", type: declaredType(item, item.constant === undefined ? "string" : constantType(item.constant)) };
  }
  const { fields, value, entries, table, joinedBy } = nested;
  const inside: ShapePlace = { ...place, tables: [...place.tables, table] };
  if (joinedBy !== undefined) return { kind: "value", type: { type: "string" } };
  if (entries !== undefined) return { kind: "map", values: shapeAt(entries.value, inside) };
  if (value === undefined) return { kind: "array", items: objectShape(fields ?? {}, inside) };
  const items = shapeAt(value, inside);
  return { kind: "array", items, ...(isRequired(value, items, inside) && { required: true }) };
}

function objectShape(keys: Readonly<Record<string, NestedItem>>, place: ShapePlace): Shape {
  return {
    kind: "object",
    keys: itemsIn(keys).map(([name, item]) => {
      const shape = shapeAt(item, place);
      return {
        name,
        shape,
        ...(item.optional === true && { optional: true }),
        ...(isRequired(item, shape, place) && { required: true }),
      };
    }),
  };
}

/** A mask leaves something of a text, and NULL of anything else. */
function isRequired(item: NestedItem, shape: Shape, { isMasked, tables }: ShapePlace): boolean {
  if (item.nullable !== false) return false;
  const isText = shape.kind === "value" && shape.type.type === "string";
  return isText || !isMasked({ item, tables });
}

/** The keys of an object, in the order in which they are written. */
export function itemsIn(keys: Readonly<Record<string, NestedItem>>): readonly (readonly [name: string, item: NestedItem])[] {
  return keysInOrder(keys).flatMap((name) => {
    const item = keys[name];
    return item === undefined ? [] : [[name, item] as const];
  });
}

/** An item of a nested value, and the way to it in the document, from the field on. */
export interface PlacedItem {
  readonly path: readonly string[];
  readonly item: NestedItem;
  /** The tables between the source and the item, outermost first; the last is the one whose rows it reads. */
  readonly tables: readonly string[];
}

/** The items in a field or an item, each before what is in it. */
export function itemsOf({ object, nested }: TemplateField | NestedItem): readonly PlacedItem[] {
  const inRow = inKeys(object, ["object"]);
  if (nested === undefined) return inRow;
  const { fields, value, entries, table } = nested;
  const inChildren = [
    ...inKeys(fields, ["nested", "fields"]),
    ...(value === undefined ? [] : placed(value, ["nested", "value"])),
    ...(entries === undefined ? [] : placed(entries.value, ["nested", "entries", "value"])),
  ];
  return [...inRow, ...inChildren.map((one) => ({ ...one, tables: [table, ...one.tables] }))];
}

function inKeys(keys: Readonly<Record<string, NestedItem>> | undefined, path: readonly string[]): readonly PlacedItem[] {
  return itemsIn(keys ?? {}).flatMap(([name, item]) => placed(item, [...path, name]));
}

function placed(item: NestedItem, path: readonly string[]): readonly PlacedItem[] {
  const inside = itemsOf(item).map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
  return [{ path, item, tables: [] }, ...inside];
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

/** The type of a written value that says none. */
export function constantType(value: unknown): "string" | "integer" | "float64" | "boolean" {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "float64";
  return "string";
}
