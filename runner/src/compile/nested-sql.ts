import type { NestedField, NestedItem, TemplateField } from "../../../schemas/generated/documents.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { highestOf } from "../load/column-classes.ts";
import { itemsIn, itemsOf, shapeOf } from "../load/field-types.ts";
import { itemClassOf, storedJsonClass } from "../load/pii.ts";
import { columnType } from "../load/read-columns.ts";
import type { LogicalType } from "../load/types.ts";
import { boundValue } from "./bound-value.ts";
import { type Compilation, templateField } from "./compilation.ts";
import type { ChildRows } from "./dialects/dialect.ts";
import { quoteTable } from "./dialects/identifier.ts";
import { columnOf, expressionSql, sourceColumn } from "./expression-sql.ts";
import { indent, wrapped } from "./layout.ts";
import { nestedItemMask } from "./masking.ts";

/** A field that the template builds of other values, and the rows that are read where its SQL stands. */
interface Place {
  readonly compilation: Compilation;
  readonly field: string;
  /** The tables around, outermost first; none: the source. */
  readonly tables: readonly string[];
}

/**
 * The JSON of an `object` or `nested` field; lines of SQL. Child rows are aggregated by a subquery for each row, nested as the
 * template nests them: an array without children is `[]`, never NULL. Amazon Redshift can't aggregate JSON and reads the column
 * named by `redshift`. Errors: compile-nested-redshift, those of expressions.
 */
export function readStructure(compilation: Compilation, field: string): readonly string[] {
  const written = templateField(compilation, field);
  const place: Place = { compilation, field, tables: [] };
  if (!compilation.dialect.aggregatesJson) {
    if (written.redshift !== undefined) return [storedStructure(place, written, written.redshift)];
    refuseChildren(place, written);
  }
  return structure(place, written);
}

/** JSON that the source holds already. It can't be masked in parts: with a mask on anything in it, or on its column, it is NULL. */
function storedStructure({ compilation, field }: Place, written: TemplateField, column: string): string {
  const { dialect, extract } = compilation;
  const inside = itemsOf(written).map((placed) => itemClassOf(extract.template, placed));
  const classes = [storedJsonClass(extract.template, written), ...inside];
  const masked = classes.some((pii) => nestedItemMask(compilation, field, pii) !== undefined);
  return masked ? `NULL::${dialect.sqlType({ type: "json" })}` : sourceColumn(column);
}

function refuseChildren({ compilation, field }: Place, written: TemplateField): void {
  const items = itemsOf(written).map(({ item }) => item);
  const children = [written, ...items].some(({ nested }) => nested !== undefined);
  if (!children && !items.some(({ type }) => type === "json")) return;
  const what = children ? "child rows" : "JSON inside of an object";
  throw new DatafeedError(
    "compile-nested-redshift",
    `The field ${JSON.stringify(field)} of the template ${compilation.extract.template.name} needs ${what}, which can't be put together in Amazon Redshift.`,
    {
      hint: "Add `redshift: COLUMN` beside it in the template: a column of the source (SUPER, or text) that holds the same JSON. Or leave the field out of `fields`.",
    },
  );
}

function structure(place: Place, { object, when, nested }: TemplateField | NestedItem): readonly string[] {
  if (nested !== undefined) return children(place, nested);
  const lines = objectSql(place, object ?? {});
  return when === undefined ? lines : wrapped(`CASE WHEN ${column(place, when)} IS NOT NULL THEN `, lines, " END");
}

function objectSql(place: Place, keys: Readonly<Record<string, NestedItem>>): readonly string[] {
  return place.compilation.dialect.object(itemsIn(keys).map(([key, item]) => [key, itemSql(place, item)]));
}

function children(place: Place, nested: NestedField): readonly string[] {
  const { table, order, fields, value, entries } = nested;
  const { dialect } = place.compilation;
  const inner: Place = { ...place, tables: [...place.tables, table] };
  const rows = childRows(inner, nested);
  if (entries !== undefined) {
    const key = column(inner, entries.key);
    const present = [key, ...presence(inner, entries.value)].map((sql) => `${sql} IS NOT NULL`);
    return dialect.mapOf(key, itemSql(inner, entries.value), { ...rows, where: [...rows.where, ...present] });
  }
  const element = value === undefined ? objectSql(inner, fields ?? {}) : itemSql(inner, value);
  return dialect.arrayOf(
    element,
    rows,
    (order ?? []).map((name) => orderedBy(inner, table, name)),
  );
}

/** The rows of a child table that belong to the row around them. */
function childRows(inner: Place, { table, match }: NestedField): ChildRows {
  const around: Place = { ...inner, tables: inner.tables.slice(0, -1) };
  return {
    from: `${quoteTable(table)} AS "${aliasOf(inner)}"`,
    where: Object.entries(match).map(([child, parent]) => `${column(inner, child)} = ${column(around, parent)}`),
  };
}

/** Text in the order of its bytes. What type a column has is known where the template reads it; else the engine says. */
function orderedBy(place: Place, table: string, name: string): string {
  const { dialect, extract } = place.compilation;
  const sql = column(place, name);
  const type = columnType(extract.template, table, name);
  if (type === undefined) return dialect.byBytesIfText(sql);
  return type === "string" ? dialect.byBytes(sql) : sql;
}

/** A text of all children, masked as a whole; NULL without any. */
function joinedText(
  place: Place,
  item: NestedItem,
  nested: NestedField,
  value: NestedItem,
  joinedBy: string,
): readonly string[] {
  const { compilation, field, tables } = place;
  const { dialect, extract } = compilation;
  const inner: Place = { ...place, tables: [...tables, nested.table] };
  const classes = [
    itemClassOf(extract.template, { item, tables }),
    itemClassOf(extract.template, { item: value, tables: inner.tables }),
  ];
  const mask = nestedItemMask(compilation, field, highestOf(classes));
  const shape = shapeOf(value);
  const type: LogicalType = shape.kind === "value" ? shape.type : { type: "string" };
  const order = (nested.order ?? []).map((name) => orderedBy(inner, nested.table, name));
  const joined = dialect.joined(dialect.nestedValue(storedValue(inner, value, type), type), joinedBy, order);
  const text = mask === undefined ? joined : dialect.maskString(joined, mask);
  const { from, where } = childRows(inner, nested);
  return ["(", ...indent([`SELECT ${text}`, `FROM ${from}`, `WHERE ${where.join(" AND ")}`]), ")"];
}

/** A value inside of JSON, masked where it must be. */
function itemSql(place: Place, item: NestedItem): readonly string[] {
  const { compilation, field, tables } = place;
  const { dialect, extract } = compilation;
  const { joinedBy, value } = item.nested ?? {};
  if (item.nested !== undefined && value !== undefined && joinedBy !== undefined) {
    return joinedText(place, item, item.nested, value, joinedBy);
  }
  const mask = nestedItemMask(compilation, field, itemClassOf(extract.template, { item, tables }));
  const shape = shapeOf(item);
  if (shape.kind !== "value" || (mask !== undefined && shape.type.type !== "string")) {
    return mask === undefined ? structure(place, item) : [`NULL::${dialect.sqlType({ type: "string" })}`];
  }
  const sql = storedValue(place, item, shape.type);
  if (mask !== undefined) return [dialect.maskString(sql, mask)];
  const read = shape.type.type === "instant" ? dialect.readInstant(sql, item.stored ?? "instant") : sql;
  return [dialect.nestedValue(read, shape.type)];
}

/** The value of an item as it is stored. */
function storedValue(place: Place, item: NestedItem, type: LogicalType): string {
  const { compilation, field } = place;
  if (item.expression !== undefined) {
    const where = `An item of the field ${JSON.stringify(field)} of the template ${compilation.extract.template.name}`;
    return expressionSql(compilation, item.expression, where);
  }
  if (item.constant !== undefined) return boundValue(compilation, item.constant, type);
  return column(place, item.column ?? "");
}

/** What is NULL where an item is; nothing for one that never is. */
function presence(place: Place, item: NestedItem): readonly string[] {
  if (item.object !== undefined) return item.when === undefined ? [] : [column(place, item.when)];
  if (item.nested !== undefined || item.constant !== undefined) return [];
  const shape = shapeOf(item);
  return [storedValue(place, item, shape.kind === "value" ? shape.type : { type: "string" })];
}

function column(place: Place, name: string): string {
  return columnOf(aliasOf(place), name);
}

/** A name for each level: a subquery sees those around it. */
function aliasOf({ tables }: Place): string {
  if (tables.length === 0) return "source";
  return tables.length === 1 ? "item" : `item${tables.length}`;
}
