import { type SqlToken, sqlTokens } from "../../load/sql-tokens.ts";

/** What QUALIFY becomes: a window that nobody names; Amazon Redshift itself has no WINDOW clause. */
export const qualifyWindow = " qualify";

/**
 * A query of Amazon Redshift as PostgreSQL's parser reads it. Strings become another: a backslash ends them elsewhere there, and
 * what they say is no column. A comment is a blank. MINUS is EXCEPT, and QUALIFY a window called `qualifyWindow` over its
 * condition, which may stand in the same place.
 */
export async function redshiftAsPostgres(sql: string): Promise<string> {
  const tokens = [...sqlTokens(sql, "redshift")];
  return textOf({ tokens, conditions: new Map() }, 0, tokens.length);
}

interface Text {
  readonly tokens: readonly SqlToken[];
  /** What is known of the words `qualify`, by their places. */
  readonly conditions: Map<number, Condition | undefined>;
}

/** The condition of a QUALIFY. */
interface Condition {
  readonly text: string;
  readonly end: number;
}

async function textOf(all: Text, start: number, end: number): Promise<string> {
  const texts: string[] = [];
  for (let at = start; at < end; at++) {
    const condition = isQualify(all.tokens, at) ? await conditionAt(all, at) : undefined;
    if (condition !== undefined) {
      texts.push(`window "${qualifyWindow}" as (partition by (${condition.text}\n))`);
      at = condition.end - 1;
    } else texts.push(...all.tokens.slice(at, at + 1).map(written));
  }
  return texts.join("");
}

/** Each place is looked at once, however they are nested. */
async function conditionAt(all: Text, at: number): Promise<Condition | undefined> {
  if (!all.conditions.has(at)) {
    const end = endOfClause(all.tokens, at + 1);
    const text = await textOf(all, at + 1, end);
    const isClause = !isNameList.test(text) && (await isExpression(text));
    all.conditions.set(at, isClause ? { text, end } : undefined);
  }
  return all.conditions.get(at);
}

function written({ kind, text }: SqlToken): string {
  if (kind === "comment") return " ";
  if (kind === "string") return "'0'";
  if (kind === "word" && text.toLowerCase() === "minus") return "except";
  return text;
}

function wordOf(token: SqlToken | undefined): string {
  return token?.kind === "word" ? token.text.toLowerCase() : "";
}

/** QUALIFY is no reserved word: it may be a column or an alias, too. At the begin of a list it is a column. */
function isQualify(tokens: readonly SqlToken[], at: number): boolean {
  if (wordOf(tokens[at]) !== "qualify") return false;
  const before = tokens.slice(0, at).findLast(({ kind }) => kind !== "space" && kind !== "comment");
  return before !== undefined && before.text !== "(" && !["select", "all"].includes(wordOf(before));
}

/** What ends QUALIFY on its level. */
const afterQualify = new Set(["union", "intersect", "except", "minus", "order", "limit", "offset", "fetch", "for"]);

/** Where its level ends, or the next clause begins. */
function endOfClause(tokens: readonly SqlToken[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.text === ")") depth -= 1;
    if (depth < 0 || (depth === 0 && (token?.text === ";" || afterQualify.has(wordOf(token))))) return at;
    if (token?.text === "(") depth += 1;
  }
  return tokens.length;
}

/** `from t qualify (a, b)`: an alias and the names of its columns. */
const isNameList = /^\s*\((?:[\s,]|"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)*\)\s*$/u;

/** `from t qualify cross join u`: an alias again. */
async function isExpression(text: string): Promise<boolean> {
  const { parse } = await import("libpg-query");
  return parse(`select (${text}\n)`).then(
    () => true,
    () => false,
  );
}
