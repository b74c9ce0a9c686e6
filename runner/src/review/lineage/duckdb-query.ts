import { duckdbValue } from "./duckdb-value.ts";
import { isDuckdbTableFunction } from "./known-functions.ts";
import { type Body, type CommonTable, type Item, noValue, type Query, type Rows, unknownValue } from "./query.ts";
import { isTree, type Tree, textAt, textsAt, treeAt, treesAt } from "./syntax-tree.ts";

/** Classes of expressions that DuckDB names by their text, which is no identifier. */
const namedByText = new Set([
  "BETWEEN",
  "CASE",
  "CAST",
  "COLLATE",
  "COMPARISON",
  "CONJUNCTION",
  "CONSTANT",
  "FUNCTION",
  "WINDOW",
  "SUBQUERY",
]);

/** A query's node as DuckDB serializes it. */
export function duckdbQuery(node: Tree | undefined, functions: ReadonlySet<string>): Query {
  const tables = treesAt(treeAt(node, "cte_map"), "map").map((entry) => commonTable(entry, functions));
  return { with: tables, recursive: false, body: bodyOf(node, functions), ...choosing(node, functions) };
}

/** What chooses rows beside WHERE. */
function choosing(node: Tree | undefined, functions: ReadonlySet<string>): Pick<Query, "modifiers" | "compares"> {
  const all = treesAt(node, "modifiers");
  // `order by all` reads the columns that the query shows.
  const orders = all.flatMap((one) => treesAt(one, "orders").map((order) => treeAt(order, "expression")));
  const chosen = all.flatMap((one) => [one["limit"], one["offset"], one["distinct_on_targets"]]);
  const groups = treesAt(node, "group_expressions");
  const nodes = [...orders.filter((one) => textAt(one, "class") !== "STAR"), ...chosen, ...groups].filter(
    (one) => isTree(one) || (Array.isArray(one) && one.length > 0),
  );
  const distinct = all.some(
    (one) => textAt(one, "type") === "DISTINCT_MODIFIER" && treesAt(one, "distinct_on_targets").length === 0,
  );
  const isUnionAll = (textAt(node, "setop_type") ?? "").startsWith("UNION") && node?.["setop_all"] === true;
  const compares = distinct || (textAt(node, "type") === "SET_OPERATION_NODE" && !isUnionAll);
  return { ...(nodes.length > 0 && { modifiers: duckdbValue(nodes, { functions }) }), ...(compares && { compares }) };
}

function commonTable(entry: Tree, functions: ReadonlySet<string>): CommonTable {
  const value = treeAt(entry, "value");
  const query = duckdbQuery(treeAt(treeAt(value, "query"), "node"), functions);
  return { name: textAt(entry, "key") ?? "", columns: textsAt(value, "aliases"), query };
}

function bodyOf(node: Tree | undefined, functions: ReadonlySet<string>): Body {
  const kind = textAt(node, "type");
  const [left, right] = [treeAt(node, "left"), treeAt(node, "right")];
  if (node !== undefined && kind === "SELECT_NODE") return selectOf(node, functions);
  if (left === undefined || right === undefined || (kind !== "SET_OPERATION_NODE" && kind !== "RECURSIVE_CTE_NODE")) {
    const value = unknownValue(`\`${kind ?? "it"}\` is not followed`);
    return { kind: "select", items: [{ kind: "spread", value }], from: [] };
  }
  const sides = { kind: "set", left: duckdbQuery(left, functions), right: duckdbQuery(right, functions) } as const;
  if (kind === "SET_OPERATION_NODE") return { ...sides, byName: (textAt(node, "setop_type") ?? "").includes("BY_NAME") };
  return { ...sides, byName: false, self: { name: textAt(node, "cte_name") ?? "", columns: textsAt(node, "aliases") } };
}

function selectOf(node: Tree, functions: ReadonlySet<string>): Body {
  const conditions = [node["where_clause"], node["having"], node["qualify"]];
  return {
    kind: "select",
    items: treesAt(node, "select_list").map((item) => itemOf(item, functions)),
    from: [treeAt(node, "from_table") ?? {}]
      .filter((rows) => textAt(rows, "type") !== "EMPTY")
      .map((rows) => rowsOf(rows, functions)),
    where: duckdbValue(conditions, { functions }),
  };
}

function itemOf(node: Tree, functions: ReadonlySet<string>): Item {
  const kind = textAt(node, "class") ?? "";
  const alias = textAt(node, "alias");
  if (kind === "STAR" && alias === undefined) return starOf(node, functions);
  const value = duckdbValue(node, { functions });
  const name = (textAt(node, "function_name") ?? "").toLowerCase();
  // A struct becomes columns that are called as its entries.
  if (name === "unnest" || name === "unlist") return { kind: "spread", value, ...(alias !== undefined && { alias }) };
  // Its alias may be a pattern.
  if (hasStar(node)) return { kind: "spread", value: unknownValue("it reads columns by pattern"), alias: "" };
  if (alias !== undefined) return { kind: "value", name: alias, value };
  const column = kind === "COLUMN_REF" ? textsAt(node, "column_names").at(-1) : undefined;
  if (column !== undefined) return { kind: "value", name: column, value };
  const isText = namedByText.has(kind) && name !== "struct_extract" && name !== "array_extract";
  return isText ? { kind: "value", value } : { kind: "value", plain: true, value };
}

function hasStar(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(hasStar);
  if (!isTree(node)) return false;
  if (textAt(node, "class") === "SUBQUERY") return false;
  return textAt(node, "class") === "STAR" || Object.values(node).some(hasStar);
}

/** `*` and `columns(…)`, which gives some of the columns under their own names. */
function starOf(node: Tree, functions: ReadonlySet<string>): Item {
  const of = textAt(node, "relation_name");
  const pattern = treeAt(node, "expr") !== undefined;
  return {
    kind: "star",
    ...(of !== undefined && { of: [of] }),
    without: textsAt(node, "exclude_list"),
    replaced: treesAt(node, "replace_list").map((entry) => ({
      name: textAt(entry, "key") ?? "",
      value: duckdbValue(entry["value"], { functions }),
    })),
    renamed: treesAt(node, "rename_list").map(renaming),
    // Those of one table alone are left out: the others keep the name.
    some: pattern || treesAt(node, "qualified_exclude_list").length > 0,
  };
}

function renaming(entry: Tree): { readonly from: string; readonly to: string } {
  const key = entry["key"];
  const from = typeof key === "string" ? key : (textAt(isTree(key) ? key : {}, "column") ?? "");
  return { from, to: textAt(entry, "value") ?? "" };
}

function rowsOf(node: Tree, functions: ReadonlySet<string>): Rows {
  const alias = textAt(node, "alias");
  const named = { ...(alias !== undefined && { alias }), columns: textsAt(node, "column_name_alias") };
  switch (textAt(node, "type")) {
    case "BASE_TABLE": {
      const path = ["catalog_name", "schema_name", "table_name"].flatMap((key) => textAt(node, key) ?? []);
      return { kind: "relation", ...named, path };
    }
    case "SUBQUERY":
      return {
        kind: "query",
        ...named,
        query: duckdbQuery(treeAt(treeAt(node, "subquery"), "node"), functions),
        lateral: "soft",
      };
    case "TABLE_FUNCTION":
      return tableFunction(node, named, functions);
    case "EXPRESSION_LIST":
      return { kind: "query", ...named, query: valuesOf(node, functions), lateral: "soft" };
    case "JOIN":
      return joinOf(node, named, functions);
    case "PIVOT":
      return pivotOf(node, named, functions);
    default:
      return { kind: "function", ...named, value: unknownValue(`\`${textAt(node, "type")}\` is not followed`), closed: false };
  }
}

type Named = Pick<Rows, "alias" | "columns">;

function tableFunction(node: Tree, named: Named, functions: ReadonlySet<string>): Rows {
  const call = treeAt(node, "function");
  const name = (textAt(call, "function_name") ?? "").toLowerCase();
  const value = duckdbValue(call?.["children"], { functions });
  const unknown = unknownValue(`nobody knows what \`${name}()\` reads`);
  const known = isDuckdbTableFunction(name) && textAt(call, "schema") === undefined;
  return { kind: "function", alias: name, ...named, value: known ? value : unknown, closed: false };
}

function valuesOf(node: Tree, functions: ReadonlySet<string>): Query {
  const lists = Array.isArray(node["values"]) ? node["values"] : [];
  const rows = lists.map((row: unknown) => (Array.isArray(row) ? row.map((one) => duckdbValue(one, { functions })) : []));
  return { with: [], recursive: false, body: { kind: "values", rows } };
}

function joinOf(node: Tree, named: Named, functions: ReadonlySet<string>): Rows {
  const nothing: Tree = { type: "EXPRESSION_LIST", values: [] };
  return {
    kind: "join",
    ...named,
    left: rowsOf(treeAt(node, "left") ?? nothing, functions),
    right: rowsOf(treeAt(node, "right") ?? nothing, functions),
    using: textsAt(node, "using_columns"),
    natural: textAt(node, "ref_type") === "NATURAL",
    leftOnly: ["SEMI", "ANTI"].includes(textAt(node, "join_type") ?? ""),
    on: node["condition"] === null ? noValue : duckdbValue(node["condition"], { functions }),
  };
}

function pivotOf(node: Tree, named: Named, functions: ReadonlySet<string>): Rows {
  const source = rowsOf(treeAt(node, "source") ?? {}, functions);
  const pivots = treesAt(node, "pivots");
  const isUnpivot = textsAt(node, "unpivot_names").length > 0;
  const entries = pivots.flatMap((pivot) => treesAt(pivot, "entries"));
  const stacked = isUnpivot
    ? entries.flatMap((entry) => treesAt(entry, "values").flatMap((one) => textAt(one, "value") ?? []))
    : [];
  const value = duckdbValue([node["aggregates"], ...entries.map((entry) => (isUnpivot ? entry["star_expr"] : null))], {
    functions,
  });
  return { kind: "reshaped", ...named, source, value, stacked };
}
