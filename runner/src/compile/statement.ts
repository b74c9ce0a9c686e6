import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Filter } from "../load/project-documents.ts";
import { type Compilation, templateField } from "./compilation.ts";
import { conjuncts, fieldsOfFilter, filterSql } from "./filter-sql.ts";
import { indent } from "./layout.ts";
import { membership } from "./membership.ts";
import type { Column } from "./plan.ts";
import { groupOrder, keyOrder, type RowOrder, unordered } from "./row-order.ts";
import { isConstant, type SelectItem, selectItem, selectList } from "./select-list.ts";
import { fromClause } from "./source.ts";

/** A compiled statement: its text, and what the select list gives. */
export interface Statement {
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly hiddenKey: readonly Column[];
  readonly key: readonly number[];
}

/** The statement which reads the rows. With `limit` (a preview) they are neither ordered nor keyed. */
export function rowsStatement(compilation: Compilation, limit?: number): Statement {
  const { where, having, from } = rowSource(compilation);
  const selected = compilation.extract.fields.map((field) => selectItem(compilation, field));
  if (isAggregate(compilation)) refuseNested(compilation);
  const order = orderOf(compilation, selected, limit);
  const lines = [
    "SELECT",
    ...selectList([...selected, ...order.hidden]),
    ...from,
    ...where,
    ...(isAggregate(compilation) ? groupBy(compilation, selected, having) : []),
    ...(order.orderBy.length === 0
      ? []
      : ["ORDER BY", ...indent(order.orderBy.map((by, at) => by + (at < order.orderBy.length - 1 ? "," : "")))]),
    ...(limit === undefined ? [] : [`LIMIT ${wholeNumber(limit)}`]),
  ];
  return {
    sql: lines.join("\n"),
    columns: selected.map(({ column }) => column),
    hiddenKey: order.hidden.map(({ column }) => column),
    key: order.key,
  };
}

/** The statement which counts the same rows: of an aggregate, its groups. */
export function countStatement(compilation: Compilation): string {
  const { where, having, from } = rowSource(compilation);
  if (!isAggregate(compilation)) return [`SELECT count(*) AS "rows"`, ...from, ...where].join("\n");
  const dimensions = dimensionsOf(compilation);
  const selected = dimensions.map((field) => selectItem(compilation, field));
  const inner = [
    "SELECT",
    ...(selected.length === 0 ? ["  count(*)"] : selectList(selected)),
    ...from,
    ...where,
    ...groupBy(compilation, selected, having),
  ];
  return [`SELECT count(*) AS "rows"`, "FROM (", ...inner, `) AS "groups"`].join("\n");
}

/** FROM and WHERE; conditions on measures are for HAVING, as filter parts. */
function rowSource(compilation: Compilation) {
  const parts = conjuncts(compilation.extract.filter);
  const ofGroups = parts.filter((part) => fieldsOfFilter(part).some((field) => isMeasure(compilation, field)));
  const ofRows = parts.filter((part) => !ofGroups.includes(part));
  // The window is bound first, so that it is $1 and $2 wherever the template has no query of its own.
  const from = fromClause(compilation);
  const conditions = [...membership(compilation).map((line) => [line]), ...ofRows.map((part) => filterSql(compilation, part))];
  return { from, where: clause("WHERE", conditions), having: ofGroups };
}

/**
 * Groups by the positions of the dimensions, and so by what is read: a masked dimension merges its groups. Without dimensions
 * there is one group, or none for a window without rows.
 */
function groupBy(compilation: Compilation, selected: readonly SelectItem[], having: readonly Filter[]): readonly string[] {
  const positions = selected.flatMap(({ column }, index) => (isDimension(compilation, column.field) ? [index + 1] : []));
  const grouped = selected.filter(({ column }) => isDimension(compilation, column.field) && column.mask === undefined);
  for (const part of having) checkGrouped(compilation, part, grouped);
  const conditions = having.map((part) => filterSql(compilation, part));
  if (positions.length === 0) return clause("HAVING", [["count(*) > 0"], ...conditions]);
  return [`GROUP BY ${positions.join(", ")}`, ...clause("HAVING", conditions)];
}

function checkGrouped(compilation: Compilation, part: Filter, grouped: readonly SelectItem[]): void {
  const missing = fieldsOfFilter(part).find(
    (field) => isDimension(compilation, field) && !grouped.some(({ column }) => column.field === field),
  );
  if (missing === undefined) return;
  throw new DatafeedError(
    "compile-filter-measure",
    `The filter of ${compilation.extract.name} joins a measure with the dimension ${JSON.stringify(missing)}, which is not selected.`,
    { hint: "Select the dimension, or put the two conditions beside each other in `all`." },
  );
}

function orderOf(compilation: Compilation, selected: readonly SelectItem[], limit: number | undefined): RowOrder {
  if (limit !== undefined || compilation.extract.output.order === "none") return unordered;
  return isAggregate(compilation) ? groupOrder(compilation, selected) : keyOrder(compilation, selected);
}

function refuseNested(compilation: Compilation): void {
  const nested = compilation.extract.fields.find(({ field }) => templateField(compilation, field).nested !== undefined);
  if (nested === undefined) return;
  throw new DatafeedError(
    "compile-nested-aggregate",
    `${compilation.extract.name} selects ${JSON.stringify(nested.field)}, a nested field, from the aggregate ${compilation.extract.template.name}.`,
    { hint: "Leave the nested field out." },
  );
}

/** The selected fields by which an aggregate groups. */
function dimensionsOf(compilation: Compilation) {
  return compilation.extract.fields.filter(({ field }) => isDimension(compilation, field));
}

function isDimension(compilation: Compilation, field: string): boolean {
  return !isMeasure(compilation, field) && !isConstant(compilation, field);
}

/** Whether a field has one value for each group: it is computed over the rows, or derived from one that is. */
function isMeasure(compilation: Compilation, name: string): boolean {
  const { measure, local, duration } = templateField(compilation, name);
  if (measure !== undefined) return true;
  if (local !== undefined) return isMeasure(compilation, local);
  return duration !== undefined && (isMeasure(compilation, duration.from) || isMeasure(compilation, duration.to));
}

function isAggregate({ extract }: Compilation): boolean {
  return Object.values(extract.template.fields).some((field) => field.measure !== undefined);
}

/** `WHERE a`, then a line for each further condition. Lines are moved whole: a string of a template may hold line breaks. */
function clause(word: string, conditions: readonly (readonly string[])[]): readonly string[] {
  return conditions.flatMap(([first, ...more], index) => [`${index === 0 ? word : "  AND"} ${first}`, ...indent(more)]);
}

function wholeNumber(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 0) throw new RangeError(`A limit is a whole number, not ${limit}.`);
  return limit;
}
