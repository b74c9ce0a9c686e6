import { isTree, type Tree, textAt, treeAt, treesAt } from "../review/lineage/syntax-tree.ts";

/** The parts of a table's name, outermost first, as PostgreSQL takes them: folded where they are not quoted. */
export type TableName = readonly string[];

/** The tables and views that a statement names, in a tree of PostgreSQL's parser; without those that a WITH in sight makes. */
export function relationsIn(statement: Tree): readonly TableName[] {
  const found: TableName[] = [];
  walk(statement, new Set(), found);
  return found;
}

/** @param made Names that the WITHs around make. */
function walk(node: unknown, made: ReadonlySet<string>, found: TableName[]): void {
  if (Array.isArray(node)) for (const one of node) walk(one, made, found);
  if (!isTree(node)) return;
  const { withClause, ...rest } = node;
  const inSight = isTree(withClause) ? walkWith(withClause, made, found) : made;
  for (const [key, value] of Object.entries(rest)) {
    const name = tableName(value);
    // What is written into is never a WITH, and stands without this key.
    const isMade = key === "RangeVar" && name?.length === 1 && inSight.has(name[0] ?? "");
    if (name !== undefined && !isMade) found.push(name);
    walk(value, inSight, found);
  }
}

/** Each sees those before it, and itself and those after it only when they are recursive. */
function walkWith(clause: Tree, made: ReadonlySet<string>, found: TableName[]): ReadonlySet<string> {
  const tables = treesAt(clause, "ctes").map((one) => treeAt(one, "CommonTableExpr") ?? {});
  const names = tables.map((table) => textAt(table, "ctename") ?? "");
  const isRecursive = clause["recursive"] === true;
  for (const [at, table] of tables.entries()) {
    walk(table, new Set([...made, ...(isRecursive ? names : names.slice(0, at))]), found);
  }
  return new Set([...made, ...names]);
}

function tableName(value: unknown): TableName | undefined {
  if (!isTree(value) || textAt(value, "relname") === undefined) return undefined;
  return ["catalogname", "schemaname", "relname"].flatMap((key) => textAt(value, key) ?? []);
}
