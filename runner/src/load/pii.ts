import type { NestedItem, PiiClass, Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { declaredColumns, highestOf, rankOf } from "./column-classes.ts";
import { fieldOf, itemsOf, type PlacedItem } from "./field-types.ts";
import { readsUnknown } from "./lineage.ts";
import { columnKey } from "./read-columns.ts";

/**
 * The class of personal data that a field holds; undefined when it holds none. Derived fields inherit the highest class of
 * what they read; an expression that reads a column which no field declares, or may read one that it does not name, and says
 * nothing itself, counts as `sensitive` (DESIGN 3: unknown counts as PII). What is stated can raise the class and never lower it.
 */
export function piiClassOf(template: Template, name: string): PiiClass | undefined {
  const field = fieldOf(template, name);
  if (field === undefined) return undefined;
  const highest = highestOf([field.pii, ...inheritedBy(template, field)]);
  return highest === "none" ? undefined : highest;
}

/**
 * The class of an item inside of a structured field; undefined when it holds none. It inherits from what it reads as a field
 * does. What an expression in a child table names may be a column of the tables around it, too: the highest counts.
 */
export function itemClassOf(template: Template, { item, tables }: Pick<PlacedItem, "item" | "tables">): PiiClass | undefined {
  const highest = highestOf([item.pii, ...readBy(template, item, tables)]);
  return highest === "none" ? undefined : highest;
}

/**
 * The class that the column named by `redshift` has beyond what is said of the field's items; undefined where there is none. The
 * column holds the same JSON, but nobody knows where in it the data are.
 */
export function storedBeyondItems(template: Template, field: TemplateField): PiiClass | undefined {
  const stored = storedJsonClass(template, field) ?? "none";
  const inside = highestOf(itemsOf(field).map((placed) => itemClassOf(template, placed)));
  return rankOf(stored) > rankOf(inside) ? stored : undefined;
}

/** The class of the column named by `redshift`; undefined without one. */
export function storedJsonClass(template: Template, { redshift }: TemplateField): PiiClass | undefined {
  return redshift === undefined ? undefined : declaredColumns(template).get(columnKey(redshift));
}

function inheritedBy(template: Template, field: TemplateField): (PiiClass | undefined)[] {
  if (field.local !== undefined) return [storedClass(template, field.local)];
  if (field.duration !== undefined) {
    return [storedClass(template, field.duration.from), storedClass(template, field.duration.to)];
  }
  if (field.nested === undefined && field.object === undefined) return readBy(template, field, []);
  return [storedJsonClass(template, field), ...itemsOf(field).map((placed) => itemClassOf(template, placed))];
}

/** The classes of what a column or an expression reads in a row of the last of `tables`; of none: of the source. */
function readBy(template: Template, item: TemplateField | NestedItem, tables: readonly string[]): (PiiClass | undefined)[] {
  if (item.column !== undefined) return [declaredColumns(template, tables.at(-1)).get(columnKey(item.column))];
  if (item.expression === undefined) return [];
  const around = [undefined, ...tables].map((table) => declaredColumns(template, table));
  const unknown = item.pii === undefined ? "sensitive" : "none";
  const read = (item.from ?? []).map((column) => {
    const declared = around.flatMap((classes) => classes.get(columnKey(column)) ?? []);
    return declared.length === 0 ? unknown : highestOf(declared);
  });
  return readsUnknown(template, item, tables.length === 0) ? [...read, unknown] : read;
}

/** The class of a field that is read from the source: what twins and durations may refer to. */
function storedClass(template: Template, name: string): PiiClass | undefined {
  const field = fieldOf(template, name);
  return field?.local !== undefined || field?.duration !== undefined ? undefined : piiClassOf(template, name);
}
