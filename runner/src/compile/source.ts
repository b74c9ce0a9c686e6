import type { Compilation } from "./compilation.ts";
import { quoteTable } from "./dialects/identifier.ts";
import { parameterSql } from "./expression-sql.ts";
import { embeddedSql, textFor } from "./template-sql.ts";

/**
 * The rows of a template, under the name "source". A query of the template reads :window_start and :window_end as timestamps with
 * zone; each use binds a value of its own, so that no engine has to agree with itself on the type. Parameters of the template as
 * well. Errors: compile-dialect-missing, compile-template-sql, compile-value.
 */
export function fromClause(compilation: Compilation): readonly string[] {
  const { extract, window, dialect, parameters } = compilation;
  const { source, name } = extract.template;
  if (source.table !== undefined) return [`FROM ${quoteTable(source.table)} AS "source"`];
  const place = `The source of the template ${name}`;
  const sql = embeddedSql(textFor(source.sql ?? "", dialect.name, place), dialect.name, place, (placeholder) => {
    if (placeholder === "window_start") return parameters.bind(window.start, "timestamptz");
    if (placeholder === "window_end") return parameters.bind(window.end, "timestamptz");
    return parameterSql(compilation, placeholder);
  });
  // Not indented: a string of the query may hold line breaks.
  return ["FROM (", ...sql.trimStart().split("\n"), `) AS "source"`];
}
