import type { Readiness } from "../load/project-documents.ts";
import type { Dialect } from "../load/types.ts";
import type { Window } from "../schedule/window.ts";
import { dialectOf } from "./dialects/dialects.ts";
import { ParameterList } from "./parameters.ts";
import type { Query } from "./plan.ts";
import { embeddedSql, textFor } from "./template-sql.ts";

/**
 * The question whether the data of a window are there: one row with 1 or 0. No row, NULL and false mean that they are not. The
 * author's SELECT stands in parentheses, so a second row or a second column is refused by the
 * warehouse. Errors: compile-dialect-missing, compile-template-sql.
 */
export function readyQuery(extract: string, { sql }: Readiness, window: Window, dialect: Dialect): Query {
  const parameters = new ParameterList(dialectOf(dialect).maxParameters);
  const place = `\`ready\` of the extract ${extract}`;
  const question = embeddedSql(textFor(sql, dialect, place), dialect, place, (placeholder) => {
    if (placeholder === "window_start") return parameters.bind(window.start, "timestamptz");
    if (placeholder === "window_end") return parameters.bind(window.end, "timestamptz");
    return undefined;
  });
  return Object.freeze({ sql: `SELECT CASE WHEN (${question}) THEN 1 ELSE 0 END AS "ready"`, parameters: parameters.bound });
}
