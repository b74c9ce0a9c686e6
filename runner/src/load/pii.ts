import type { NestedItem, PiiClass, Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { fieldOf, itemsOf, type PlacedItem } from "./field-types.ts";
import { readsUnknown } from "./lineage.ts";
import { columnKey, readColumns } from "./read-columns.ts";

/** Classes of personal data, from the least to the most sensitive. */
export const piiClasses = [
  "none",
  "identifier",
  "name",
  "phone",
  "email",
  "address",
  "account",
  "recording",
  "free-text",
  "sensitive",
] as const satisfies readonly PiiClass[];

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

type ClassesByColumn = ReadonlyMap<string, PiiClass>;
const none: ClassesByColumn = new Map();
const columnsOf = new WeakMap<Template, ReadonlyMap<string, ClassesByColumn>>();

/** Classes by column, of the fields and items that read a table; without a name: the template's source. */
export function declaredColumns(template: Template, table = template.source?.table ?? ""): ClassesByColumn {
  const known = columnsOf.get(template) ?? columnsByTable(template);
  columnsOf.set(template, known);
  return known.get(columnKey(table)) ?? none;
}

function columnsByTable(template: Template): ReadonlyMap<string, ClassesByColumn> {
  const tables = new Map<string, Map<string, PiiClass>>();
  for (const { table, column, by } of readColumns(template)) {
    const classes = tables.get(columnKey(table)) ?? new Map<string, PiiClass>();
    tables.set(columnKey(table), classes);
    classes.set(columnKey(column), highestOf([classes.get(columnKey(column)), by.pii]));
  }
  return tables;
}

function inheritedBy(template: Template, field: TemplateField): (PiiClass | undefined)[] {
  if (field.local !== undefined) return [storedClass(template, field.local)];
  if (field.duration !== undefined) {
    return [storedClass(template, field.duration.from), storedClass(template, field.duration.to)];
  }
  if (field.nested === undefined && field.object === undefined) return readBy(template, field, []);
  return itemsOf(field).map((placed) => itemClassOf(template, placed));
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

function highestOf(classes: readonly (PiiClass | undefined)[]): PiiClass {
  const rank = Math.max(0, ...classes.map((name) => piiClasses.indexOf(name ?? "none")));
  return piiClasses[rank] ?? "sensitive";
}
