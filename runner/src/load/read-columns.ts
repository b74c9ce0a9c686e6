import type { NestedItem, Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { itemsOf } from "./field-types.ts";

/** A column that a field or an item of a template reads. */
export interface ReadColumn {
  /** Empty for the rows of a query. */
  readonly table: string;
  readonly column: string;
  readonly by: Pick<TemplateField | NestedItem, "type" | "pii">;
}

const known = new WeakMap<Template, readonly ReadColumn[]>();

/** The columns that a template reads as values or as keys of `entries`. Expressions name theirs in `from`. */
export function readColumns(template: Template): readonly ReadColumn[] {
  const found = known.get(template) ?? columnsIn(template);
  known.set(template, found);
  return found;
}

function columnsIn(template: Template): readonly ReadColumn[] {
  const source = template.source?.table ?? "";
  return Object.values(template.fields).flatMap((field) => {
    const inside = itemsOf(field).map(({ item, tables }) => ({ table: tables.at(-1) ?? source, by: item }));
    return [{ table: source, by: field }, ...inside].flatMap(({ table, by }) => {
      const value = by.column === undefined ? [] : [{ table, column: by.column, by }];
      return by.nested?.entries === undefined ? value : [...value, keyOf(by.nested.table, by.nested.entries.key)];
    });
  });
}

function keyOf(table: string, column: string): ReadColumn {
  return { table, column, by: { type: "string" } };
}

/** The type that the template gives a column of a table; undefined when it does not read it. */
export function columnType(template: Template, table: string, column: string): TemplateField["type"] {
  const reads = readColumns(template).filter((one) => sameName(one.table, table) && sameName(one.column, column));
  return reads.find(({ by }) => by.type !== undefined)?.by.type;
}

/** Two names of one table or column: SQL folds what is not quoted, so the cautious reading is that case does not count. */
export function columnKey(column: string): string {
  return column.toLowerCase();
}

function sameName(one: string, other: string): boolean {
  return columnKey(one) === columnKey(other);
}
