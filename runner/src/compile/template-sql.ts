import type { DialectText } from "../../../schemas/generated/documents.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { sqlTokens } from "../load/sql-tokens.ts";
import type { Dialect } from "../load/types.ts";

/** The text for a dialect. Error: compile-dialect-missing. */
export function textFor(text: DialectText, dialect: Dialect, place: string): string {
  const found = typeof text === "string" ? text : text[dialect];
  if (found === undefined) {
    throw new DatafeedError("compile-dialect-missing", `${place} has no SQL for the dialect ${dialect}.`, {
      hint: `Add \`${dialect}:\` beside ${Object.keys(text).join(", ")}.`,
    });
  }
  return found;
}

/**
 * A template's SQL with its placeholders replaced, ready to stand between parentheses. Strings, quoted names and comments stay
 * as they are. Error: compile-template-sql when it is not closed in itself, or brings parameters that would be taken for ours.
 */
export function embeddedSql(
  sql: string,
  dialect: Dialect,
  place: string,
  replace: (placeholder: string) => string | undefined = () => undefined,
): string {
  const refuse = (reason: string): never => {
    throw new DatafeedError("compile-template-sql", `${place} can't stand inside a query: ${reason}.`);
  };
  let result = "";
  let depth = 0;
  let endsInComment = false;
  for (const { kind, text, closed } of sqlTokens(sql, dialect)) {
    if (!closed) refuse(`a ${kind === "name" ? "quoted name" : kind} is not closed`);
    if (kind === "parameter") refuse(`it holds the parameter ${text}`);
    if (text === ";") refuse("it holds a semicolon");
    if (text === "(") depth += 1;
    if (text === ")") depth -= 1;
    if (depth < 0) refuse("a parenthesis is closed that was not opened");
    if (kind !== "space") endsInComment = text.startsWith("--");
    result += kind === "placeholder" ? (replace(text.slice(1)) ?? text) : text;
  }
  if (depth > 0) refuse("a parenthesis is not closed");
  // The closing parenthesis that follows must not become part of a comment.
  return endsInComment ? `${result.trimEnd()}\n` : result.trimEnd();
}
