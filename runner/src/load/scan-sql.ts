/** What an author's SQL names, outside its strings and comments. */
export interface ScannedSql {
  /** Identifiers and key words: plain ones in lower case, quoted ones as they are and in lower case. */
  readonly words: ReadonlySet<string>;
  /** Names of `:placeholders`. */
  readonly placeholders: ReadonlySet<string>;
  /** Why the text can't stand inside another statement. */
  readonly problem?: string;
}

const token =
  /[eE]'(?:[^'\\]|''|\\[\s\S])*(?<end>'?)|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n\r]*|\/\*|\$([A-Za-z_][A-Za-z0-9_]*)?\$|::|:[A-Za-z_][A-Za-z0-9_]*|[\p{L}_][\p{L}\p{N}_$]*|[0-9][\p{L}\p{N}_.]*|[\s\S]/uy;

/**
 * Splits SQL into words, strings and comments (PostgreSQL's and DuckDB's rules: dollar quotes, nested comments). It does not
 * parse: it tells what the text names, and whether it is closed in itself.
 */
export function scanSql(sql: string): ScannedSql {
  const words = new Set<string>();
  const placeholders = new Set<string>();
  let depth = 0;
  let problem: string | undefined;
  token.lastIndex = 0;
  for (let match = token.exec(sql); match !== null; match = token.exec(sql)) {
    const [text] = match;
    const first = text[0] ?? "";
    if (text === "/*" || (first === "$" && text.length > 1)) {
      const end = text === "/*" ? endOfComment(sql, token.lastIndex) : sql.indexOf(text, token.lastIndex);
      if (end === -1) {
        problem ??= text === "/*" ? "a comment is not closed" : "a string is not closed";
        break;
      }
      token.lastIndex = text === "/*" ? end : end + text.length;
    } else if (match.groups?.["end"] === "" || text === "'" || text === '"') {
      problem ??= first === '"' ? "a quoted name is not closed" : "a string is not closed";
    } else if (first === '"') {
      const name = text.slice(1, -1).replaceAll('""', '"');
      words.add(name).add(name.toLowerCase());
    } else if (first === ":" && text !== "::" && text.length > 1) {
      placeholders.add(text.slice(1));
    } else if (!text.endsWith("'") && /[\p{L}_]/u.test(first)) {
      words.add(text.toLowerCase());
    } else if (first === "(") {
      depth += 1;
    } else if (first === ")") {
      depth -= 1;
      if (depth < 0) problem ??= "a parenthesis is closed that was not opened";
    } else if (first === ";") {
      problem ??= "a semicolon ends the statement";
    } else if (first === "\0") {
      problem ??= "it holds a NUL character";
    }
  }
  if (depth > 0) problem ??= "a parenthesis is not closed";
  return { words, placeholders, ...(problem !== undefined && { problem }) };
}

/** Offset after a comment which may hold others; -1 when it is not closed. */
function endOfComment(sql: string, from: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let open = 1;
  for (let match = edge.exec(sql); match !== null; match = edge.exec(sql)) {
    open += match[0] === "/*" ? 1 : -1;
    if (open === 0) return edge.lastIndex;
  }
  return -1;
}
