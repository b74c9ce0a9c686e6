import type { PiiClass, Template } from "../../../schemas/generated/documents.ts";
import { declaredColumns } from "./column-classes.ts";
import { itemsOf } from "./field-types.ts";
import { columnKey } from "./read-columns.ts";

/**
 * Columns of a template's tables that its fields and items declare to hold personal data, by name in lower case; without those
 * that a field reads which may be compared.
 *
 * @param isClear Whether a field's personal data may be compared.
 */
export function personalColumns(template: Template, isClear: (field: string) => boolean): ReadonlyMap<string, PiiClass> {
  const fields = Object.entries(template.fields);
  const tables = fields.flatMap(([, field]) => itemsOf(field).flatMap((placed) => placed.tables));
  const declared = [undefined, ...new Set(tables)].flatMap((table) => [...declaredColumns(template, table)]);
  const clear = fields
    .filter(([name]) => isClear(name))
    .flatMap(([, field]) => [field, ...itemsOf(field).map(({ item }) => item)]);
  const read = new Set(clear.flatMap(({ column, from = [] }) => [column ?? "", ...from]).map(columnKey));
  return new Map(declared.filter(([column, pii]) => pii !== "none" && !read.has(column)));
}
