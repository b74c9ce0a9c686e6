import { DatafeedError } from "../errors/datafeed-error.ts";
import { piiClassOf } from "../load/pii.ts";
import type { Filter, FilterOperator, FilterValue, Scalar } from "../load/project-documents.ts";
import type { LogicalType } from "../load/types.ts";
import { boundValue } from "./bound-value.ts";
import { type Compilation, templateField } from "./compilation.ts";
import { sourceColumn } from "./expression-sql.ts";
import { fieldType, instantField, storedField } from "./field-sql.ts";
import { indent } from "./layout.ts";
import { refuseMasked } from "./refuse-masked.ts";
import { valueText } from "./value-text.ts";

type Condition = Extract<Filter, { readonly field: string }>;

const comparisons: Partial<Record<FilterOperator, string>> = { eq: "=", ne: "<>", lt: "<", lte: "<=", gt: ">", gte: ">=" };

/**
 * A filter as lines of SQL. Values are bound. A comparison does not match rows without a value, `ne` and `notIn` neither; `not`
 * is the complement: it matches every row that its filter does not, rows without a value among them.
 * Errors: compile-filter-masked, compile-filter-operator, compile-value, compile-too-many-values.
 */
export function filterSql(compilation: Compilation, filter: Filter): readonly string[] {
  if ("all" in filter) return joined(compilation, filter.all, "AND");
  if ("any" in filter) return joined(compilation, filter.any, "OR");
  if ("not" in filter) {
    const [only, ...more] = filterSql(compilation, filter.not);
    if (more.length === 0) return [`(${only}) IS NOT TRUE`];
    return ["(", ...indent([only!, ...more]), ") IS NOT TRUE"];
  }
  return [conditionSql(compilation, filter)];
}

/** The fields that a filter reads. */
export function fieldsOfFilter(filter: Filter): readonly string[] {
  if ("all" in filter) return filter.all.flatMap(fieldsOfFilter);
  if ("any" in filter) return filter.any.flatMap(fieldsOfFilter);
  return "not" in filter ? fieldsOfFilter(filter.not) : [filter.field];
}

/** The parts of a filter that all have to hold. */
export function conjuncts(filter: Filter | undefined): readonly Filter[] {
  if (filter === undefined) return [];
  return "all" in filter ? filter.all.flatMap(conjuncts) : [filter];
}

function joined(compilation: Compilation, filters: readonly Filter[], word: "AND" | "OR"): readonly string[] {
  const parts = filters.map((part) => filterSql(compilation, part));
  if (parts.length === 1) return parts[0]!;
  const lines = parts.flatMap((part, index) => (index === 0 ? part : [`${word} ${part[0]}`, ...part.slice(1)]));
  return ["(", ...indent(lines), ")"];
}

function conditionSql(compilation: Compilation, { field, operator, value }: Condition): string {
  const { extract, dialect, parameters } = compilation;
  const asksNull = operator === "isNull" || operator === "isNotNull";
  refuseMasked(compilation, `The filter of ${extract.name}`, field, asksNull ? "null" : "value");
  if (asksNull) {
    return `${nullableField(compilation, field)} IS ${operator === "isNull" ? "" : "NOT "}NULL`;
  }
  const pii = piiClassOf(extract.template, field) !== undefined;
  const type = fieldType(compilation, field);
  const { sql, bind } = comparable(compilation, field, type, pii);
  switch (operator) {
    case "contains":
    case "startsWith":
    case "endsWith":
      return dialect.matches(sql, operator, String(single(value)), parameters, pii);
    case "in":
    case "notIn":
      return `${sql} ${operator === "in" ? "IN" : "NOT IN"} (${several(value).map(bind).join(", ")})`;
    case "between": {
      const [low, high] = several(value);
      const ordered = type.type === "string" ? dialect.byBytes(sql) : sql;
      return `${ordered} BETWEEN ${bind(low!)} AND ${bind(high!)}`;
    }
    default: {
      const ordered = type.type === "string" && operator !== "eq" && operator !== "ne" ? dialect.byBytes(sql) : sql;
      return `${ordered} ${comparisons[operator]} ${bind(single(value))}`;
    }
  }
}

/** A field as it is compared, and how a value is bound to be compared with it. */
function comparable(compilation: Compilation, field: string, type: LogicalType, pii: boolean) {
  const { extract, parameters } = compilation;
  const bound = (value: Scalar): string => boundValue(compilation, value, type, pii);
  if (type.type === "json") {
    throw new DatafeedError("compile-filter-operator", `The field ${JSON.stringify(field)} is JSON and can't be compared.`, {
      hint: "Use isNull or isNotNull.",
    });
  }
  if (type.type !== "instant" && type.type !== "local") return { sql: storedField(compilation, field), bind: bound };
  if (storedAs(compilation, field) !== "utc-naive") return { sql: instantField(compilation, field), bind: bound };
  const bind = (value: Scalar): string =>
    parameters.bind(valueText(value, type, extract.timezone).replace(/Z$/, ""), "timestamp", pii);
  return { sql: storedField(compilation, field), bind };
}

function storedAs(compilation: Compilation, name: string): string {
  const field = templateField(compilation, name);
  return field.local === undefined ? (field.stored ?? "instant") : storedAs(compilation, field.local);
}

/** What is NULL where a field is. Nested values never are: they are empty. An object is where its `when` is. */
function nullableField(compilation: Compilation, field: string): string {
  const { object, nested, when, redshift } = templateField(compilation, field);
  if (object === undefined && nested === undefined) return storedField(compilation, field);
  if (!compilation.dialect.aggregatesJson && redshift !== undefined) return sourceColumn(redshift);
  return when === undefined ? "'{}'" : sourceColumn(when);
}

function several(value: FilterValue): readonly Scalar[] {
  return typeof value === "object" ? value : [value];
}

function single(value: FilterValue): Scalar {
  return several(value)[0]!;
}
