import type { DataCheck } from "../load/data-checks.ts";
import type { CheckedRows } from "./checked-rows.ts";
import type { Compilation } from "./compilation.ts";
import { columnOf, parameterSql } from "./expression-sql.ts";
import { storedField } from "./field-sql.ts";
import { narrowedTo } from "./statement.ts";
import { embeddedSql, textFor } from "./template-sql.ts";

type Unique = DataCheck & { readonly kind: "unique" };
type Custom = DataCheck & { readonly kind: "sql" };

/** The name of the column that counts rows with the same values; with a colon and a blank, so that no table has it. */
const share = '"datafeed: share"';

/** How many rows have the values of another. */
export function countOfShared(rows: CheckedRows, check: Unique): readonly string[] {
  const inner = sharedValues(rows, check, [`count(*) AS ${share}`]);
  return [`SELECT coalesce(sum(${share}), 0)`, "FROM (", ...inner, ') AS "shared"'];
}

/** Whether a row has the values of another. */
export function isShared(rows: CheckedRows, check: Unique): readonly string[] {
  return [`(${valuesOf(rows, check).join(", ")}) IN (`, ...sharedValues(rows, check), ")"];
}

/**
 * The values that several rows have, and what else is asked of these; a row where one of them is NULL has none. Grouped by
 * position: what binds values is not the same expression twice.
 */
function sharedValues(rows: CheckedRows, check: Unique, more: readonly string[] = []): readonly string[] {
  const condition = valuesOf(rows, check).map((value) => `${value} IS NOT NULL`);
  const { from, where } = narrowedTo(rows.source(), [condition.join(" AND ")]);
  const values = valuesOf(rows, check);
  const positions = values.map((_, at) => at + 1).join(", ");
  return [`SELECT ${[...values, ...more].join(", ")}`, ...from, ...where, `GROUP BY ${positions}`, "HAVING count(*) > 1"];
}

function valuesOf({ compilation }: CheckedRows, { fields }: Unique): readonly string[] {
  return fields.map((field) => storedField(compilation, field));
}

/** How many rows the author's SELECT gives. */
export function countOfAnswer(compilation: Compilation, check: Custom): readonly string[] {
  return ["SELECT count(*)", ...answer(compilation, check)];
}

/** The author's SELECT. */
export function answerOf(compilation: Compilation, check: Custom): readonly string[] {
  return ["SELECT *", ...answer(compilation, check)];
}

/**
 * Whether a row's key is one of those that the author's SELECT gives. Keys that are shown are read from the rows themselves:
 * what else stands in a column of that name is never shown. As text, so that no engine refuses to compare.
 */
export function isInAnswer({ compilation, key }: CheckedRows, check: Custom): readonly string[] {
  const { dialect } = compilation;
  const asText = (sql: string): string => `${sql}::${dialect.sqlType({ type: "string" })}`;
  const own = key.map((field) => asText(storedField(compilation, field))).join(", ");
  const given = key.map((field) => asText(columnOf("found", field))).join(", ");
  return [`(${own}) IN (`, `SELECT ${given}`, ...answer(compilation, check), ")"];
}

/** Each use of a window's edge or a parameter binds a value of its own. */
function answer(compilation: Compilation, { name, sql }: Custom): readonly string[] {
  const { window, dialect, parameters } = compilation;
  const place = `The check ${JSON.stringify(name)} of ${compilation.extract.name}`;
  const select = embeddedSql(textFor(sql, dialect.name, place), dialect.name, place, (placeholder) => {
    if (placeholder === "window_start") return parameters.bind(window.start, "timestamptz");
    if (placeholder === "window_end") return parameters.bind(window.end, "timestamptz");
    return parameterSql(compilation, placeholder);
  });
  // Not indented: a string of the query may hold line breaks.
  return ["FROM (", ...select.trimStart().split("\n"), ') AS "found"'];
}
