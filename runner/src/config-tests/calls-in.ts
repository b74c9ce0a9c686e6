import { isPostgresFunction } from "../review/lineage/known-functions.ts";
import { isTree, type Tree, textAt, treeAt, treesAt } from "../review/lineage/syntax-tree.ts";

/**
 * Functions of one argument that read, or do, what it names: all in PostgreSQL's catalog that are volatile, and some more.
 * `x.f` is `f(x)` where `x` has no column `f`; such a name is mostly a column, so these alone are refused.
 */
const readersOfOne = new RegExp(
  `^(?:(?:pg|binary_upgrade)_.*|lo_(?:close|create?|get|import|tell(?:64)?|unlink)|amvalidate|brin_summarize_new_values|currval
  |current_setting|gin_clean_pending_list|nextval|plpgsql_validator|setseed|ts_stat|txid_status)$`.replaceAll(/\s/g, ""),
);

/** The functions that a statement calls, or may call, of which it is not known that they read nothing but their arguments. */
export function unknownCallsIn(statement: Tree): readonly string[] {
  const found = new Set<string>();
  walk(statement, found);
  return [...found];
}

function walk(node: unknown, found: Set<string>): void {
  if (Array.isArray(node)) for (const one of node) walk(one, found);
  if (!isTree(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (isTree(value)) for (const name of callsOf(key, value)) found.add(name);
    walk(value, found);
  }
}

function callsOf(kind: string, node: Tree): readonly string[] {
  if (kind === "FuncCall") return isKnown(namesAt(node, "funcname")) ? [] : [namesAt(node, "funcname").join(".")];
  if (kind === "A_Indirection") return namesAt(node, "indirection").filter((name) => readersOfOne.test(name));
  if (kind === "ColumnRef")
    return namesAt(node, "fields")
      .slice(1)
      .slice(-1)
      .filter((name) => readersOfOne.test(name));
  return [];
}

function isKnown(path: readonly string[]): boolean {
  const [name = "", schema = "pg_catalog", ...rest] = path.toReversed();
  return rest.length === 0 && schema === "pg_catalog" && isPostgresFunction(name, false);
}

function namesAt(node: Tree, key: string): readonly string[] {
  return treesAt(node, key).flatMap((one) => textAt(treeAt(one, "String"), "sval") ?? []);
}
