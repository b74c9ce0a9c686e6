import type { DialectText } from "../../../schemas/generated/documents.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
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

// A string, a quoted name, a comment, the start of a block comment or dollar quote, a cast, a placeholder, a word, or one
// character. Redshift's strings always take backslash escapes, the others' only after E.
const tokens = (dialect: Dialect): RegExp => {
  const escaped = String.raw`'(?:[^'\\]|\\[\s\S]|'')*'`;
  const string = dialect === "redshift" ? escaped : `[eE]${escaped}|'(?:[^']|'')*'`;
  return new RegExp(
    String.raw`${string}|"(?:[^"]|"")*"|--[^\n\r]*|/\*|\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$|\$\d+|::|:[A-Za-z_]\w*|[\p{L}_][\p{L}\p{N}_$]*|[\s\S]`,
    "uy",
  );
};

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
  const token = tokens(dialect);
  let result = "";
  let depth = 0;
  let endsInComment = false;
  while (token.lastIndex < sql.length) {
    const start = token.lastIndex;
    let [text] = token.exec(sql) ?? refuse("it can't be read");
    endsInComment = text.startsWith("--");
    if (text === "/*" || /^\$.*\$$/.test(text)) {
      const end = text === "/*" ? endOfComment(sql, token.lastIndex, dialect) : sql.indexOf(text, token.lastIndex);
      if (end < 0) refuse("a comment or a string is not closed");
      token.lastIndex = text === "/*" ? end : end + text.length;
      text = sql.slice(start, token.lastIndex);
    } else if (text === "'" || text === '"') {
      refuse("a string or a quoted name is not closed");
    } else if (text === ";") {
      refuse("it holds a semicolon");
    } else if (/^\$\d/.test(text)) {
      refuse(`it holds the parameter ${text}`);
    } else if (/^:\w/.test(text)) {
      text = replace(text.slice(1)) ?? text;
    } else if (text === "(") {
      depth += 1;
    } else if (text === ")") {
      depth -= 1;
      if (depth < 0) refuse("a parenthesis is closed that was not opened");
    }
    result += text;
  }
  if (depth > 0) refuse("a parenthesis is not closed");
  // The closing parenthesis that follows must not become part of a comment.
  return endsInComment ? `${result}\n` : result.trimEnd();
}

/** Offset after a block comment; -1 when it is not closed. PostgreSQL's and Redshift's hold others, DuckDB's do not. */
function endOfComment(sql: string, from: number, dialect: Dialect): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let open = 1;
  for (let match = edge.exec(sql); match !== null; match = edge.exec(sql)) {
    if (match[0] === "*/") open -= 1;
    else if (dialect !== "duckdb") open += 1;
    if (open === 0) return edge.lastIndex;
  }
  return -1;
}
