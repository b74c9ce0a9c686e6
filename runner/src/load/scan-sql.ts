import { sqlTokens } from "./sql-tokens.ts";
import type { Dialect } from "./types.ts";

/** What an author's SQL names, outside its strings and comments. */
export interface ScannedSql {
  /** Identifiers and key words: plain ones in lower case, quoted ones as they are and in lower case. */
  readonly words: ReadonlySet<string>;
  /** Names of `:placeholders`. */
  readonly placeholders: ReadonlySet<string>;
  /** Why the text can't stand inside another statement. */
  readonly problem?: string;
}

/**
 * What SQL names, and whether it is closed in itself. Of a text for several dialects: what any of them reads as a word, what all
 * of them read as a placeholder, and a problem that all of them have; compilation for one refuses what only that one has.
 */
export function scanSql(sql: string, dialects: readonly Dialect[]): ScannedSql {
  const scans = dialects.map((dialect) => scan(sql, dialect));
  const words = new Set(scans.flatMap((one) => [...one.words]));
  const [first, ...others] = scans;
  const placeholders = [...(first?.placeholders ?? [])].filter((name) => others.every((one) => one.placeholders.has(name)));
  const problem = scans.every((one) => one.problem !== undefined) ? first?.problem : undefined;
  return { words, placeholders: new Set(placeholders), ...(problem !== undefined && { problem }) };
}

function scan(sql: string, dialect: Dialect): ScannedSql {
  const words = new Set<string>();
  const placeholders = new Set<string>();
  let depth = 0;
  let problem: string | undefined;
  for (const { kind, text, closed } of sqlTokens(sql, dialect)) {
    if (!closed) {
      problem ??= `a ${kind === "name" ? "quoted name" : kind} is not closed`;
    } else if (kind === "name") {
      const name = text.slice(1, -1).replaceAll('""', '"');
      words.add(name).add(name.toLowerCase());
    } else if (kind === "escape") {
      problem ??= "`U&` would hide what it names; write the characters themselves";
    } else if (kind === "placeholder") {
      placeholders.add(text.slice(1));
    } else if (kind === "word") {
      words.add(text.toLowerCase());
    } else if (text === "(") {
      depth += 1;
    } else if (text === ")") {
      depth -= 1;
      if (depth < 0) problem ??= "a parenthesis is closed that was not opened";
    } else if (text === ";") {
      problem ??= "a semicolon ends the statement";
    } else if (text === "\0") {
      problem ??= "it holds a NUL character";
    }
  }
  if (depth > 0) problem ??= "a parenthesis is not closed";
  return { words, placeholders, ...(problem !== undefined && { problem }) };
}
