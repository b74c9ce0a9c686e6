import { type PostgresReading, pathOf, postgresValue } from "./postgres-value.ts";
import { type Body, type CommonTable, type Item, noValue, type Query, type Rows, unknownValue, type Value } from "./query.ts";
import { qualifyWindow } from "./redshift-text.ts";
import { isTree, type Tree, textAt, treeAt, treesAt, treesIn } from "./syntax-tree.ts";

/** A SELECT as PostgreSQL's parser gives it. */
export function postgresQuery(select: Tree | undefined, redshift: boolean): Query {
  if (select === undefined || select["intoClause"] !== undefined) return unknownQuery("it is no plain SELECT");
  const clause = treeAt(select, "withClause");
  const recursive = clause?.["recursive"] === true;
  const tables = treesAt(clause, "ctes").map((one) => commonTable(treeAt(one, "CommonTableExpr"), recursive, redshift));
  return { with: tables, recursive, body: bodyOf(select, redshift), ...choosing(select, redshift) };
}

/** What chooses rows beside WHERE. */
function choosing(select: Tree, redshift: boolean): Pick<Query, "modifiers" | "compares"> {
  const distinct = select["distinctClause"];
  const chosen = ["groupClause", "sortClause", "limitOffset", "limitCount"].map((key) => select[key]);
  const qualify = treesAt(select, "windowClause").filter(
    (one) => redshift && textAt(treeAt(one, "WindowDef"), "name") === qualifyWindow,
  );
  const nodes = [...chosen, qualify, distinct].filter((one) => (Array.isArray(one) ? one.length > 0 : one !== undefined));
  const op = textAt(select, "op") ?? "SETOP_NONE";
  const compares =
    (Array.isArray(distinct) && treesIn(distinct).every((one) => Object.keys(one).length === 0)) ||
    (op !== "SETOP_NONE" && !(op === "SETOP_UNION" && select["all"] === true));
  const reading: PostgresReading = { redshift, windows: windowsOf(select) };
  return { ...(nodes.length > 0 && { modifiers: postgresValue(nodes, reading) }), ...(compares && { compares }) };
}

function windowsOf(select: Tree): readonly Tree[] {
  return treesAt(select, "windowClause")
    .map((one) => treeAt(one, "WindowDef"))
    .filter(isTree);
}

function unknownQuery(why: string): Query {
  const body: Body = { kind: "select", items: [{ kind: "spread", value: unknownValue(why) }], from: [] };
  return { with: [], recursive: false, body };
}

function commonTable(node: Tree | undefined, recursive: boolean, redshift: boolean): CommonTable {
  const name = textAt(node, "ctename") ?? "";
  const columns = pathOf(treesAt(node, "aliascolnames"));
  const clauses = ["search_clause", "cycle_clause"].some((key) => treeAt(node, key) !== undefined);
  if (clauses) return { name, columns: [], query: unknownQuery("SEARCH and CYCLE are not followed") };
  const select = treeAt(treeAt(node, "ctequery"), "SelectStmt");
  const query = postgresQuery(select, redshift);
  const { body } = query;
  const readsItself = recursive && body.kind === "set" && mentions(select?.["rarg"], name);
  if (!readsItself) return { name, columns, query };
  return { name, columns, query: { ...query, body: { ...body, self: { name, columns } } } };
}

function mentions(node: unknown, relation: string): boolean {
  if (Array.isArray(node)) return node.some((one) => mentions(one, relation));
  if (!isTree(node)) return false;
  return Object.entries(node).some(([key, value]) => (key === "relname" ? value === relation : mentions(value, relation)));
}

function bodyOf(select: Tree, redshift: boolean): Body {
  const lists = treesAt(select, "valuesLists");
  if (lists.length > 0) return { kind: "values", rows: lists.map((list) => rowOf(list, redshift)) };
  const [left, right] = [treeAt(select, "larg"), treeAt(select, "rarg")];
  if (left !== undefined && right !== undefined) {
    return { kind: "set", left: postgresQuery(left, redshift), right: postgresQuery(right, redshift), byName: false };
  }
  const reading: PostgresReading = { redshift, windows: windowsOf(select) };
  const where = postgresValue([select["whereClause"], select["havingClause"]], reading);
  return {
    kind: "select",
    items: treesAt(select, "targetList").map((target) => itemOf(treeAt(target, "ResTarget"), reading)),
    from: treesAt(select, "fromClause").map((node) => rowsOf(node, reading)),
    where,
  };
}

function rowOf(list: Tree, redshift: boolean): readonly Value[] {
  return treesAt(treeAt(list, "List"), "items").map((item) => postgresValue(item, { redshift, windows: [] }));
}

function itemOf(target: Tree | undefined, reading: PostgresReading): Item {
  const node = treeAt(target, "val");
  const fields = treesAt(treeAt(node, "ColumnRef"), "fields");
  const path = pathOf(fields);
  if (fields.some((field) => "A_Star" in field)) {
    return { kind: "star", ...(path.length > 0 && { of: path }), without: [], replaced: [], renamed: [], some: false };
  }
  const value = postgresValue(node, reading);
  const indirection = treesAt(treeAt(node, "A_Indirection"), "indirection");
  if (indirection.some((one) => "A_Star" in one)) return { kind: "spread", value };
  const name = textAt(target, "name") ?? (path.length <= 2 ? path.at(-1) : undefined);
  return name === undefined ? { kind: "value", plain: true, value } : { kind: "value", name, value };
}

function rowsOf(node: Tree, reading: PostgresReading): Rows {
  const [kind = "", inside] = Object.entries(node)[0] ?? [];
  const tree = isTree(inside) ? inside : {};
  const alias = textAt(treeAt(tree, "alias"), "aliasname");
  const columns = pathOf(treesAt(treeAt(tree, "alias"), "colnames"));
  const named = { ...(alias !== undefined && { alias }), columns };
  switch (kind) {
    case "RangeVar": {
      const path = ["catalogname", "schemaname", "relname"].flatMap((key) => textAt(tree, key) ?? []);
      return { kind: "relation", ...named, path };
    }
    case "RangeSubselect": {
      const query = postgresQuery(treeAt(treeAt(tree, "subquery"), "SelectStmt"), reading.redshift);
      const lateral = tree["lateral"] === true ? "yes" : reading.redshift ? "soft" : "no";
      return { kind: "query", ...named, query, lateral };
    }
    case "RangeFunction":
      return functionRows(tree, named, reading);
    case "JsonTable":
    case "RangeTableFunc":
      return tableFunctionRows(tree, named, reading);
    case "RangeTableSample":
      return rowsOf(treeAt(tree, "relation") ?? {}, reading);
    case "JoinExpr":
      return joinRows(tree, named, reading);
    default:
      return { kind: "function", ...named, value: unknownValue(`\`${kind}\` is not followed`), closed: false };
  }
}

type Named = Pick<Rows, "alias" | "columns">;

function functionRows(tree: Tree, { alias, columns }: Named, reading: PostgresReading): Rows {
  const calls = treesAt(tree, "functions").flatMap((one) => treesAt(treeAt(one, "List"), "items").slice(0, 1));
  const inCall = treesAt(tree, "functions").flatMap((one) => definedIn(treesAt(treeAt(one, "List"), "items")[1]));
  const defined = [...definedIn(tree["coldeflist"]), ...inCall];
  const value = postgresValue(calls, reading);
  const own = alias === undefined ? {} : { alias };
  // Without an alias a function's name qualifies its columns.
  const [only] = calls.length === 1 ? calls : [];
  const called = pathOf(treesAt(treeAt(only, "FuncCall"), "funcname")).at(-1);
  const name = alias === undefined && called !== undefined ? { alias: called } : own;
  const isDefined = defined.length > 0 && calls.length === 1;
  return { kind: "function", ...name, columns: isDefined ? defined : columns, value, closed: isDefined };
}

function definedIn(list: unknown): readonly string[] {
  const nodes = Array.isArray(list) ? treesIn(list) : treesAt(treeAt(isTree(list) ? list : {}, "List"), "items");
  return nodes.flatMap((node) => textAt(treeAt(node, "ColumnDef"), "colname") ?? []);
}

/** JSON_TABLE and XMLTABLE: columns of their document, and of what their paths read. */
function tableFunctionRows(tree: Tree, named: Named, reading: PostgresReading): Rows {
  const { columns, alias: _, ...rest } = tree;
  const inside = postgresValue([rest, expressionsIn(columns)], reading);
  return { kind: "function", ...named, value: inside, closed: false };
}

function expressionsIn(columns: unknown): readonly unknown[] {
  if (!Array.isArray(columns)) return [];
  return columns.filter(isTree).flatMap((node) => {
    const { columns: inner, ...own } = treeAt(node, "JsonTableColumn") ?? treeAt(node, "RangeTableFuncCol") ?? node;
    return [own, ...expressionsIn(inner)];
  });
}

function joinRows(tree: Tree, named: Named, reading: PostgresReading): Rows {
  const [left, right] = [treeAt(tree, "larg"), treeAt(tree, "rarg")].map((side) => rowsOf(side ?? {}, reading));
  const usingAlias = textAt(treeAt(tree, "join_using_alias"), "aliasname");
  const nothing: Rows = { kind: "function", columns: [], value: noValue, closed: true };
  return {
    kind: "join",
    ...named,
    left: left ?? nothing,
    right: right ?? nothing,
    using: pathOf(treesAt(tree, "usingClause")),
    natural: tree["isNatural"] === true,
    leftOnly: false,
    on: postgresValue(tree["quals"], reading),
    ...(usingAlias !== undefined && { usingAlias }),
  };
}
