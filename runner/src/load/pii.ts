import type { PiiClass, Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { fieldOf, itemsOf } from "./field-types.ts";
import { readsUnknown } from "./lineage.ts";

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

/** Two names of one column: SQL folds what is not quoted, so the cautious reading is that case does not count. */
export function columnKey(column: string): string {
  return column.toLowerCase();
}

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

const columnsOf = new WeakMap<Template, ReadonlyMap<string, PiiClass>>();

/** Classes of the fields by the column that they read. */
export function declaredColumns(template: Template): ReadonlyMap<string, PiiClass> {
  const known = columnsOf.get(template);
  if (known !== undefined) return known;
  const classes = new Map<string, PiiClass>();
  columnsOf.set(template, classes);
  for (const field of Object.values(template.fields)) {
    if (field.column === undefined) continue;
    const key = columnKey(field.column);
    classes.set(key, highestOf([classes.get(key), field.pii]));
  }
  return classes;
}

function inheritedBy(template: Template, field: TemplateField): (PiiClass | undefined)[] {
  if (field.local !== undefined) return [storedClass(template, field.local)];
  if (field.duration !== undefined) {
    return [storedClass(template, field.duration.from), storedClass(template, field.duration.to)];
  }
  if (field.nested !== undefined || field.object !== undefined) return itemsOf(field).map(({ item }) => item.pii);
  if (field.column !== undefined) return [declaredColumns(template).get(columnKey(field.column))];
  if (field.expression === undefined) return [];
  const declared = declaredColumns(template);
  const unknown = field.pii === undefined ? "sensitive" : "none";
  const read = (field.from ?? []).map((column) => declared.get(columnKey(column)) ?? unknown);
  return readsUnknown(field) ? [...read, unknown] : read;
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
