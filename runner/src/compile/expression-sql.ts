import type { DialectText } from "../../../schemas/generated/documents.ts";
import { constantType } from "../load/field-types.ts";
import { boundValue } from "./bound-value.ts";
import type { Compilation } from "./compilation.ts";
import { quoteIdentifier } from "./dialects/identifier.ts";
import { embeddedSql, textFor } from "./template-sql.ts";

/** A column of a table that the query reads under a name. */
export function columnOf(alias: string, column: string): string {
  return `${quoteIdentifier(alias)}.${quoteIdentifier(column)}`;
}

/** A column of the template's rows. */
export function sourceColumn(column: string): string {
  return columnOf("source", column);
}

/**
 * An expression of a template in parentheses, its parameters bound.
 * Errors: compile-dialect-missing, compile-template-sql, compile-value.
 */
export function expressionSql(compilation: Compilation, expression: DialectText, place: string): string {
  const { dialect } = compilation;
  const sql = embeddedSql(textFor(expression, dialect.name, place), dialect.name, place, (name) =>
    parameterSql(compilation, name),
  );
  return `(${sql})`;
}

/**
 * A parameter of the template; undefined when it has none of this name. Each use binds a value of its own. Numbers with a
 * fraction are decimals, so that no engine rounds them.
 */
export function parameterSql(compilation: Compilation, name: string): string | undefined {
  const { parameters } = compilation.extract.template;
  if (parameters === undefined || !Object.hasOwn(parameters, name)) return undefined;
  const value = parameters[name] ?? "";
  const type = constantType(value);
  return boundValue(compilation, value, type === "float64" ? { type: "decimal", precision: 38, scale: 0 } : { type });
}
