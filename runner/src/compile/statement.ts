import { DatafeedError } from "../errors/datafeed-error.ts";
import { itemsOf } from "../load/field-types.ts";
import type { Filter } from "../load/project-documents.ts";
import { dimensionsOf, groupBy, isAggregate, isMeasure, refuseNested } from "./aggregate.ts";
import { type Compilation, templateField } from "./compilation.ts";
import { conjuncts, fieldsOfFilter, filterSql } from "./filter-sql.ts";
import { commaSeparated, indent } from "./layout.ts";
import { membership } from "./membership.ts";
import { newestRows } from "./newest-rows.ts";
import type { Column } from "./plan.ts";
import { groupOrder, keyOrder, type RowOrder, unordered } from "./row-order.ts";
import { type SelectItem, selectItem, selectList } from "./select-list.ts";
import { fromClause } from "./source.ts";

/** A compiled statement: its text, and what the select list gives. */
export interface Statement {
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly hiddenKey: readonly Column[];
  readonly key: readonly number[];
  /** Positions of the key by which the answer is to be cut; empty where it needs no slices. */
  readonly slicedBy: readonly number[];
}

/** The statement which reads the rows. With `limit` (a preview) they are neither ordered nor keyed. */
export function rowsStatement(compilation: Compilation, limit?: number): Statement {
  const rows = rowSource(compilation);
  const selected = compilation.extract.fields.map((field) => selectItem(compilation, field));
  if (isAggregate(compilation)) refuseNested(compilation);
  const { manyChildren } = compilation.dialect;
  const manyOf = readsChildren(compilation) ? manyChildren : undefined;
  const isSliced = manyOf === "in-slices" && limit === undefined;
  const order = orderOf(compilation, selected, limit, isSliced);
  const limited = limit === undefined ? [] : [`LIMIT ${wholeNumber(limit)}`];
  const first = [...(manyOf === "sort-first" ? orderByClause(order) : []), ...(manyOf === undefined ? [] : limited)];
  const { from, where } = first.length === 0 ? rows : rowsFirst(rows, first);
  const lines = [
    "SELECT",
    ...selectList([...selected, ...order.hidden]),
    ...from,
    ...where,
    ...(isAggregate(compilation) ? groupBy(compilation, selected) : []),
    ...orderByClause(order),
    ...(manyOf === undefined ? limited : []),
  ];
  return {
    sql: lines.join("\n"),
    columns: selected.map(({ column }) => column),
    hiddenKey: order.hidden.map(({ column }) => column),
    key: compilation.extract.output.order === "none" ? [] : order.key,
    slicedBy: isSliced ? order.key : [],
  };
}

/** The statement which reads the keys of the same rows. */
export function keysStatement(compilation: Compilation): string {
  const { from, where } = rowSource(compilation);
  const key = compilation.extract.template.key.map((field) => selectItem(compilation, { field, as: `key: ${field}` }));
  return ["SELECT", ...selectList(key), ...from, ...where].join("\n");
}

/** Whether rows are put together with those of other tables. */
function readsChildren(compilation: Compilation): boolean {
  return compilation.extract.fields.some(({ field }) => {
    const written = templateField(compilation, field);
    return written.nested !== undefined || itemsOf(written).some(({ item }) => item.nested !== undefined);
  });
}

/**
 * The rows in order, or a few of them, before anything is built of them. The statement still asks for the order: the engine sees
 * that it holds.
 */
function rowsFirst({ from, where }: RowSource, clauses: readonly string[]): RowSource {
  // Not indented: a string of the template's query may hold line breaks.
  return {
    from: ["FROM (", 'SELECT "source".*', ...from, ...where, ...clauses, ') AS "source"'],
    where: [],
  };
}

function orderByClause({ orderBy }: RowOrder): readonly string[] {
  return orderBy.length === 0 ? [] : ["ORDER BY", ...indent(commaSeparated(orderBy.map((by) => [by])))];
}

/** FROM and WHERE; lines of SQL. */
export interface RowSource {
  readonly from: readonly string[];
  readonly where: readonly string[];
}

/** The statement which counts the same rows: of an aggregate, its groups. */
export function countStatement(compilation: Compilation): string {
  const { where, from } = rowSource(compilation);
  if (!isAggregate(compilation)) return [`SELECT count(*) AS "rows"`, ...from, ...where].join("\n");
  const dimensions = dimensionsOf(compilation);
  const selected = dimensions.map((field) => selectItem(compilation, field));
  const inner = [
    "SELECT",
    ...(selected.length === 0 ? ["  count(*)"] : selectList(selected)),
    ...from,
    ...where,
    ...groupBy(compilation, selected),
  ];
  return [`SELECT count(*) AS "rows"`, "FROM (", ...inner, `) AS "groups"`].join("\n");
}

/** The same rows, those alone for which a condition holds, too; not indented, for a string in it may hold line breaks. */
export function narrowedTo({ from, where }: RowSource, [first = "", ...more]: readonly string[]): RowSource {
  return { from, where: [...where, `${where.length === 0 ? "WHERE" : "  AND"} ${first}`, ...more] };
}

/** FROM and WHERE: the window's rows, of versions the newest where that is asked for, and of those what the filter chooses. */
export function rowSource(compilation: Compilation): RowSource {
  const { extract } = compilation;
  const from = fromClause(compilation);
  const window = membership(compilation);
  const filter = conjuncts(extract.filter).map((part) => filterOfRows(compilation, part));
  if (extract.dedupe === "latest") {
    const newest = newestRows(compilation, [...from, ...whereClause(window.map((line) => [line]))]);
    return { from: newest.from, where: whereClause([[newest.condition], ...filter]) };
  }
  return { from, where: whereClause([...window.map((line) => [line]), ...filter]) };
}

/** A filter chooses rows, before they are grouped. */
function filterOfRows(compilation: Compilation, filter: Filter): readonly string[] {
  const measure = fieldsOfFilter(filter).find((field) => isMeasure(compilation, field));
  if (measure === undefined) return filterSql(compilation, filter);
  throw new DatafeedError(
    "compile-filter-measure",
    `The filter of ${compilation.extract.name} compares ${JSON.stringify(measure)}, which is computed over the rows that the filter chooses.`,
    { hint: "Filter by dimensions." },
  );
}

/** An answer that is cut has the columns of its key even where no order is asked for. */
function orderOf(
  compilation: Compilation,
  selected: readonly SelectItem[],
  limit: number | undefined,
  isSliced: boolean,
): RowOrder {
  const isUnordered = compilation.extract.output.order === "none";
  if (limit !== undefined || (isUnordered && !isSliced)) return unordered;
  if (isUnordered) return { ...keyOrder(compilation, selected), orderBy: [] };
  return isAggregate(compilation) ? groupOrder(compilation, selected) : keyOrder(compilation, selected);
}

/** `WHERE a`, then a line for each further condition. Lines are moved whole: a string of a template may hold line breaks. */
function whereClause(conditions: readonly (readonly string[])[]): readonly string[] {
  return conditions.flatMap(([first, ...more], index) => [`${index === 0 ? "WHERE" : "  AND"} ${first}`, ...indent(more)]);
}

function wholeNumber(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 0) throw new RangeError(`A limit is a whole number, not ${limit}.`);
  return limit;
}
