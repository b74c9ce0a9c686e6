import { type SqlToken, sqlTokens } from "../../load/sql-tokens.ts";

/**
 * A query of Amazon Redshift as PostgreSQL's parser reads it. Strings become another: a backslash ends them elsewhere there, and
 * what they say is no column. QUALIFY, which chooses rows, is left out; MINUS is EXCEPT.
 */
export function redshiftAsPostgres(sql: string): string {
  const tokens = [...sqlTokens(sql, "redshift")].filter(({ kind }) => kind !== "comment");
  return withoutQualify(tokens).map(written).join("");
}

function written({ kind, text }: SqlToken): string {
  if (kind === "string") return "'0'";
  if (kind === "word" && text.toLowerCase() === "minus") return "except";
  return text;
}

/** What ends QUALIFY on its level. */
const afterQualify = new Set(["union", "intersect", "except", "minus", "order", "limit", "offset", "fetch", "for"]);

function withoutQualify(tokens: readonly SqlToken[]): readonly SqlToken[] {
  const kept: SqlToken[] = [];
  let depth = 0;
  let skipping: number | undefined;
  for (const token of tokens) {
    const word = token.kind === "word" ? token.text.toLowerCase() : "";
    if (token.text === ")") depth -= 1;
    if (skipping !== undefined && (depth < skipping || (depth === skipping && afterQualify.has(word)))) skipping = undefined;
    if (word === "qualify" && skipping === undefined) skipping = depth;
    if (token.text === "(") depth += 1;
    if (skipping === undefined) kept.push(token);
  }
  return kept;
}
