import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import { isTree, type Tree, treeAt, treesAt } from "../review/lineage/syntax-tree.ts";
import { unknownCallsIn } from "./calls-in.ts";
import type { FixtureTable } from "./fixture.ts";
import { relationsIn } from "./relations-in.ts";

/**
 * Why PostgreSQL must not run a query in a test, undefined where it may: it has to be one SELECT that PostgreSQL's own parser
 * understands, whose functions are known to read nothing but their arguments.
 * Errors: test-table-missing where it names a table that is not given.
 */
export async function refuseReads(sql: string, tables: readonly FixtureTable[]): Promise<string | undefined> {
  const statement = await parse(sql);
  if (typeof statement === "string") return `What the query reads is not known: ${statement}`;
  // Tables are made with quotes, each part for itself: names are the same to the letter.
  const given = new Set(tables.map(({ name }) => JSON.stringify(name.split("."))));
  const missing = relationsIn(statement)
    .find((name) => !given.has(JSON.stringify(name)))
    ?.join(".");
  if (missing !== undefined) {
    throw new DatafeedError("test-table-missing", `The query reads ${missing}, which the test does not give.`, {
      hint: `Add it under \`given\`, in this case: ${missing}: []`,
    });
  }
  const [call] = unknownCallsIn(statement);
  if (call === undefined) return undefined;
  return `The query calls ${call}(), of which it is not known that it reads nothing but its arguments.`;
}

/** The query as PostgreSQL's parser reads it, or what that says. */
async function parse(sql: string): Promise<Tree | string> {
  const parser = await import("libpg-query");
  let tree: unknown;
  try {
    tree = await parser.parse(sql);
  } catch (error) {
    return `PostgreSQL's parser says: ${messageOf(error)}.`;
  }
  const statements = treesAt(isTree(tree) ? tree : {}, "stmts");
  const statement = treeAt(statements[0], "stmt");
  const isSelect = statements.length === 1 && statement !== undefined && "SelectStmt" in statement;
  return isSelect ? statement : "it is not one SELECT.";
}
