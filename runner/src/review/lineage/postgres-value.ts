import { countsRows, isPostgresFunction, takesRow } from "./known-functions.ts";
import { ValueParts } from "./parts-of-value.ts";
import { postgresQuery } from "./postgres-query.ts";
import type { Value } from "./query.ts";
import { isTree, type Tree, textAt, treeAt, treesAt } from "./syntax-tree.ts";

/** Nodes whose parts are all that they read. */
const transparent = new Set(
  `A_ArrayExpr A_Const A_Expr A_Indices A_Indirection BitString Boolean BooleanTest BoolExpr CaseExpr CaseWhen CoalesceExpr
  CollateClause Float GroupingFunc GroupingSet Integer JsonAggConstructor JsonArgument JsonArrayAgg JsonArrayConstructor JsonArrayQueryConstructor
  JsonBehavior JsonFormat JsonFuncExpr JsonIsPredicate JsonKeyValue JsonObjectAgg JsonObjectConstructor JsonOutput JsonParseExpr
  JsonReturning JsonScalarExpr JsonSerializeExpr JsonTablePathSpec JsonValueExpr List MinMaxExpr NamedArgExpr NullTest ParamRef
  RowExpr SetToDefault SortBy SQLValueFunction String TypeCast WindowDef XmlExpr XmlSerialize`.split(/\s+/),
);

/** Fields that hold no expression. */
const silent = new Set(["typeName", "location", "collClause"]);

/** Functions whose first argument is a part of a date, written as a plain word. */
const takesDatePart = new Set(["dateadd", "datediff", "date_add", "date_diff", "date_part", "date_part_year"]);

/** How a dialect's expressions are read. */
export interface PostgresReading {
  readonly redshift: boolean;
  /** The named windows of the SELECT around. */
  readonly windows: readonly Tree[];
}

/** What is inside of expressions of PostgreSQL's parser. */
export function postgresValue(nodes: unknown, reading: PostgresReading): Value {
  const parts = new ValueParts();
  walk(nodes, parts, reading);
  return parts.value();
}

function walk(node: unknown, parts: ValueParts, reading: PostgresReading): void {
  if (Array.isArray(node)) for (const one of node) walk(one, parts, reading);
  if (!isTree(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (!isTree(value) && !Array.isArray(value)) continue;
    if (/^[A-Z]/.test(key) && isTree(value)) walkNode(key, value, parts, reading);
    else if (key === "over") walkWindow(value, parts, reading);
    else if (!silent.has(key)) walk(value, parts, reading);
  }
}

function walkNode(kind: string, node: Tree, parts: ValueParts, reading: PostgresReading): void {
  if (kind === "ColumnRef") walkColumn(node, parts);
  else if (kind === "FuncCall") walkFunction(node, parts, reading);
  else if (kind === "SubLink") walkSubquery(node, parts, reading);
  else if (kind === "SelectStmt") parts.query(postgresQuery(node, reading.redshift));
  // `(row).*` is what is in the row.
  else if (kind === "A_Star" || transparent.has(kind)) walk(node, parts, reading);
  else parts.unknown(`\`${kind}\` is not followed`);
}

function walkSubquery(node: Tree, parts: ValueParts, reading: PostgresReading): void {
  walk(node["testexpr"], parts, reading);
  const query = postgresQuery(treeAt(treeAt(node, "subselect"), "SelectStmt"), reading.redshift);
  parts.query(query, textAt(node, "subLinkType") === "EXISTS_SUBLINK");
}

function walkColumn(node: Tree, parts: ValueParts): void {
  const path = pathOf(treesAt(node, "fields"));
  if (path.length === 0) parts.unknown("it reads whole rows");
  else parts.column(path);
  // `c.to_json` is `to_json(c)` where `c` has no such column.
  if (path.length > 1 && takesRow(path.at(-1) ?? "")) parts.row(path.slice(0, -1));
}

/** The names of a column; `*` at its end means the whole row. */
export function pathOf(fields: readonly Tree[]): readonly string[] {
  return fields.flatMap((field) => textAt(treeAt(field, "String"), "sval") ?? []);
}

function walkFunction(node: Tree, parts: ValueParts, reading: PostgresReading): void {
  const [schema, ...rest] = pathOf(treesAt(node, "funcname")).toReversed().slice(1);
  const name = pathOf(treesAt(node, "funcname")).at(-1) ?? "";
  const isBuiltIn = rest.length === 0 && (schema === undefined || schema === "pg_catalog");
  if (!isBuiltIn || !isPostgresFunction(name, reading.redshift)) parts.unknown(`nobody knows what \`${name}()\` reads`);
  if (countsRows(name) || node["over"] !== undefined) parts.counts();
  const { funcname: _, args, ...others } = node;
  const given = Array.isArray(args) ? args : [];
  const isWord = reading.redshift && takesDatePart.has(name) && isTree(given[0]) && "ColumnRef" in given[0];
  walk(isWord ? given.slice(1) : given, parts, reading);
  walk(others, parts, reading);
}

/** A window, and the named one that it stands on. */
function walkWindow(window: unknown, parts: ValueParts, reading: PostgresReading): void {
  walk(window, parts, reading);
  if (!isTree(window)) return;
  const name = textAt(window, "refname") ?? textAt(window, "name");
  const base = name === undefined ? undefined : reading.windows.find((one) => textAt(one, "name") === name);
  // A window can't stand on itself, nor on one that follows.
  if (base !== undefined && base !== window)
    walkWindow(base, parts, { ...reading, windows: reading.windows.filter((one) => one !== base) });
}
