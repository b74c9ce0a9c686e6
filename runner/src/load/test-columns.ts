import type { NestedItem, Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { itemsOf } from "./field-types.ts";
import { columnKey, matchedColumns, readColumns } from "./read-columns.ts";

/** A column of a table that a test gives. */
export interface TestColumn {
  /** As the templates write it. */
  readonly name: string;
  /** As in `types` of a test: `decimal(12,2)`. */
  readonly type: string;
}

/** The tables that a template reads, its own first; of one that asks a query: those of its nested fields. */
export function tablesOf(template: Template): readonly string[] {
  const fields = Object.values(template.fields);
  const nested = fields.flatMap((field) => [field.nested?.table, ...itemsOf(field).flatMap(({ tables }) => tables)]);
  const all = [template.source.table, ...nested].filter((table) => table !== undefined);
  return [...new Map(all.map((table) => [columnKey(table), table])).values()];
}

/**
 * The columns of a table whose types some template tells: the template that is tested first, then the others. Columns that are
 * matched have the type of their other side. What only SQL, `from`, `order` or `when` names is not among them.
 */
export function columnsOf(table: string, template: Template, others: Iterable<Template>): ReadonlyMap<string, TestColumn> {
  const columns = new Map<string, TestColumn>();
  for (const each of [template, ...others]) {
    for (const [key, column] of typesIn(each).get(columnKey(table)) ?? []) if (!columns.has(key)) columns.set(key, column);
  }
  return columns;
}

type Types = Map<string, Map<string, TestColumn>>;
const known = new WeakMap<Template, Types>();

/** By table and column. */
function typesIn(template: Template): Types {
  const found = known.get(template);
  if (found !== undefined) return found;
  const types: Types = new Map();
  const put = (table: string, name: string, type: string): void => {
    const columns = types.get(columnKey(table)) ?? new Map<string, TestColumn>();
    types.set(columnKey(table), columns);
    if (!columns.has(columnKey(name))) columns.set(columnKey(name), { name, type });
  };
  for (const { table, column, by } of readColumns(template)) {
    const type = storedType(by);
    if (type !== undefined) put(table, column, type);
  }
  const typeOf = (table: string, column: string) => types.get(columnKey(table))?.get(columnKey(column))?.type;
  // Once for each level that children may be nested: a grandchild is matched with a child.
  for (let changed = true; changed; ) {
    changed = false;
    for (const [one, other] of matchedColumns(template).flatMap(([child, parent]) => [
      [child, parent] as const,
      [parent, child] as const,
    ])) {
      const type = typeOf(one.table, one.column);
      if (type === undefined || typeOf(other.table, other.column) !== undefined) continue;
      put(other.table, other.column, type);
      changed = true;
    }
  }
  known.set(template, types);
  return types;
}

type Typed = Pick<TemplateField | NestedItem, "type" | "stored" | "precision" | "scale">;

function storedType({ type, stored, precision, scale }: Typed): string | undefined {
  if (type === "instant") return stored ?? type;
  return type === "decimal" ? `decimal(${precision ?? 38},${scale ?? 0})` : type;
}
