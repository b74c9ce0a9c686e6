import type { NestedItem, Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { isMaskedWhole, nestedItemMask, protectionOf, type Reading } from "../compile/masking.ts";
import { fieldOf, itemsIn, itemsOf, logicalTypeOf, type PlacedItem, shapeOf } from "../load/field-types.ts";
import { itemClassOf } from "../load/pii.ts";
import type { Mask, ResolvedExtract, SelectedField } from "../load/project-documents.ts";
import { shownFields } from "../load/select-fields.ts";
import type { Dialect, LogicalType } from "../load/types.ts";
import { literalOf, type Schema, valueSchema } from "./value-schema.ts";

/** Where a part of a record is described, and what is hidden there. */
interface Place {
  /** The tables between the source and here, outermost first. */
  readonly tables: readonly string[];
  maskOf(item: Pick<PlacedItem, "item" | "tables">): Mask | undefined;
}

/**
 * The JSON Schema (2020-12) of one record of a template's JSON, as an extract with `fields: all` writes it in the clear: exactly
 * these keys, their types and forms, known values, what may be null. Pure.
 */
export function templateRecordSchema(template: Template): Schema {
  const fields = shownFields(template).map((field) => ({ field, as: field }));
  const place: Place = { tables: [], maskOf: () => undefined };
  return recordSchema(template.name, template.description, template, fields, (field) => fieldSchema(template, field, place));
}

/**
 * The same of an extract: the columns that it selects under the names that it gives them, and what its masks leave of them on
 * a day (`today`: YYYY-MM-DD, UTC; grants end).
 *
 * @param dialect Of its warehouse. Default: not known, so that whatever any of them writes is allowed.
 */
export function extractRecordSchema(extract: ResolvedExtract, today: string, dialect?: Dialect): Schema {
  const { template } = extract;
  const reading: Reading = { extract, today };
  return recordSchema(extract.name, template.description, template, extract.fields, (field, mask) => {
    const protection = protectionOf(reading, field, mask);
    const written = mustExist(template, field);
    if (isMaskedWhole(reading, field, mask, protection)) return maskedSchema(template, field, written);
    const maskOf: Place["maskOf"] = (item) => nestedItemMask(reading, field, itemClassOf(template, item));
    const schema = fieldSchema(template, field, { tables: [], maskOf });
    if (written.redshift === undefined || (dialect !== undefined && dialect !== "redshift")) return schema;
    // Redshift reads such JSON whole, and can't mask what is in it.
    const hidden = itemsOf(written).some((item) => maskOf(item) !== undefined);
    return hidden ? orNull(schema) : schema;
  });
}

function recordSchema(
  title: string,
  description: string | undefined,
  template: Template,
  fields: readonly SelectedField[],
  schemaOf: (field: string, mask: Mask | undefined) => Schema,
): Schema {
  const properties = fields.map(({ field, as, mask }): readonly [string, Schema] => {
    return [as, { ...described(mustExist(template, field)), ...schemaOf(field, mask) }];
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title,
    ...(description !== undefined && { description }),
    ...objectSchema(
      properties,
      properties.map(([name]) => name),
    ),
  };
}

function fieldSchema(template: Template, name: string, place: Place): Schema {
  const field = mustExist(template, name);
  // The zone changes nothing of the form.
  const type = logicalTypeOf(template, name, "UTC") ?? { type: "string" };
  const inText = field.jsonAs === "string";
  if (field.constant !== undefined) return constantSchema(type, field.constant, inText);
  const built = structureSchema(field, place);
  if (built !== undefined) {
    return inText ? { type: "string", contentMediaType: "application/json", contentSchema: built } : built;
  }
  const schema = { ...valueSchema(type, inText), ...(!inText && boundsOf(field)) };
  const known = field.values === undefined ? schema : { ...schema, enum: knownValues(field.values, type, inText) };
  return isNullable(template, name) ? orNull(known) : known;
}

/** Keys are never empty, and a count always says something. Local twins are null where their instant is. */
function isNullable(template: Template, name: string): boolean {
  const field = mustExist(template, name);
  if (field.local !== undefined) return field.nullable !== false && isNullable(template, field.local);
  return field.nullable !== false && field.measure !== "count" && !template.key.includes(name);
}

/** What is left of a value that is masked: some text, or nothing. */
function maskedSchema(template: Template, name: string, { object, nested }: TemplateField): Schema {
  const isText = logicalTypeOf(template, name, "UTC")?.type === "string" && object === undefined && nested === undefined;
  if (!isText) return { type: "null" };
  return isNullable(template, name) ? orNull({ type: "string" }) : { type: "string" };
}

/** What the template puts together; undefined of a single value. */
function structureSchema(item: TemplateField | NestedItem, place: Place): Schema | undefined {
  const { object, when, nested, nullable } = item;
  if (object !== undefined) {
    const schema = keysSchema(object, place);
    return when === undefined || nullable === false ? schema : orNull(schema);
  }
  if (nested === undefined) return undefined;
  const inside: Place = { ...place, tables: [...place.tables, nested.table] };
  if (nested.entries !== undefined) {
    return { type: "object", additionalProperties: itemSchema({ ...nested.entries.value, nullable: false }, inside) };
  }
  const element = nested.value === undefined ? keysSchema(nested.fields ?? {}, inside) : itemSchema(nested.value, inside);
  return { type: "array", items: element };
}

function keysSchema(keys: Readonly<Record<string, NestedItem>>, place: Place): Schema {
  const items = itemsIn(keys);
  return objectSchema(
    items.map(([name, item]) => [name, itemSchema(item, place)]),
    items.flatMap(([name, { optional }]) => (optional === true ? [] : [name])),
  );
}

function itemSchema(item: NestedItem, place: Place): Schema {
  return { ...described(item), ...contentOf(item, place) };
}

function contentOf(item: NestedItem, place: Place): Schema {
  const mask = place.maskOf({ item, tables: place.tables });
  const shape = shapeOf(item);
  if (shape.kind !== "value") return mask === undefined ? (structureSchema(item, place) ?? {}) : { type: "null" };
  const { type } = shape;
  if (mask !== undefined && type.type !== "string") return { type: "null" };
  const nullable = item.nullable !== false && item.constant === undefined;
  if (mask !== undefined) return nullable ? orNull({ type: "string" }) : { type: "string" };
  if (item.constant !== undefined) return constantSchema(type, item.constant, false);
  const schema = { ...valueSchema(type, false), ...boundsOf(item) };
  const known = item.values === undefined ? schema : { ...schema, enum: knownValues(item.values, type, false) };
  return nullable ? orNull(known) : known;
}

/** Between what a number lies. */
function boundsOf({ minimum, maximum }: TemplateField | NestedItem): Schema {
  return { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
}

function constantSchema(type: LogicalType, constant: string | number | boolean, inText: boolean): Schema {
  return { ...valueSchema(type, inText), const: literalOf(type, constant, inText) };
}

function knownValues(values: readonly (string | number | boolean)[], type: LogicalType, inText: boolean): readonly unknown[] {
  return values.map((value) => literalOf(type, value, inText));
}

/** Exactly these keys. */
function objectSchema(properties: readonly (readonly [string, Schema])[], required: readonly string[]): Schema {
  return { type: "object", properties: Object.fromEntries(properties), required, additionalProperties: false };
}

function orNull(schema: Schema): Schema {
  const type = schema["type"];
  // Any JSON: null is one.
  if (type === undefined) return schema;
  const values = schema["enum"];
  return {
    ...schema,
    type: [type, "null"].flat(),
    ...(Array.isArray(values) && { enum: [...values, null] }),
  };
}

function described({ description, unit }: TemplateField | NestedItem): Schema {
  const sentences = [description?.trim(), unit === undefined ? undefined : `Unit: ${unit}.`];
  const text = sentences.filter((sentence) => sentence !== undefined).join(" ");
  return text === "" ? {} : { description: text };
}

function mustExist(template: Template, name: string): TemplateField {
  const field = fieldOf(template, name);
  if (field === undefined) throw new TypeError(`The template ${template.name} has no field ${JSON.stringify(name)}.`);
  return field;
}
