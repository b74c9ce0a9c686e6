import type { NestedItem, Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { itemsOf } from "./field-types.ts";

/** A column of a table. */
export interface TableColumn {
  /** Empty for the rows of a query. */
  readonly table: string;
  readonly column: string;
}

/** A column that a field or an item of a template reads. */
export interface ReadColumn extends TableColumn {
  readonly by: Pick<TemplateField | NestedItem, "type" | "pii" | "stored" | "precision" | "scale">;
}

const known = new WeakMap<Template, readonly ReadColumn[]>();

/**
 * The columns that a template reads as values, as keys of `entries` or, where the JSON in them is known to hold personal data,
 * by `redshift`. Expressions name theirs in `from`.
 */
export function readColumns(template: Template): readonly ReadColumn[] {
  const found = known.get(template) ?? placesIn(template).flatMap(columnsAt);
  known.set(template, found);
  return found;
}

/** Pairs of columns that `match` sets equal: of child rows, and of the rows around them. */
export function matchedColumns(template: Template): readonly (readonly [child: TableColumn, parent: TableColumn])[] {
  return placesIn(template).flatMap(({ table, by: { nested } }) => {
    const pairs = Object.entries(nested?.match ?? {});
    return pairs.map(
      ([child, column]) =>
        [
          { table: nested?.table ?? "", column: child },
          { table, column },
        ] as const,
    );
  });
}

/** A field or an item, and the table whose rows it reads. */
interface Place {
  readonly table: string;
  readonly by: TemplateField | NestedItem;
}

function placesIn(template: Template): readonly Place[] {
  const source = template.source?.table ?? "";
  return Object.values(template.fields).flatMap((field) => {
    const inside = itemsOf(field).map(({ item, tables }) => ({ table: tables.at(-1) ?? source, by: item }));
    return [{ table: source, by: field }, ...inside];
  });
}

function columnsAt({ table, by }: Place): readonly ReadColumn[] {
  const value = by.column === undefined ? [] : [{ table, column: by.column, by }];
  const key = by.nested?.entries === undefined ? [] : [keyOf(by.nested.table, by.nested.entries.key)];
  return [...value, ...key, ...("redshift" in by ? storedAt(table, by) : [])];
}

/** The column with the field's JSON holds what is said of the field and of what is in it; where nothing is said: unknown. */
function storedAt(table: string, field: TemplateField): readonly ReadColumn[] {
  const { redshift } = field;
  if (redshift === undefined) return [];
  const classes = [field.pii, ...itemsOf(field).map(({ item }) => item.pii)];
  return classes.flatMap((pii) => (pii === undefined || pii === "none" ? [] : [{ table, column: redshift, by: { pii } }]));
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
