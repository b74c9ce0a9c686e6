import { columnKey } from "../../load/read-columns.ts";
import { choicesBy } from "./choices.ts";
import { allOf, type Columns, changed, eitherOf, everyOf, lookUp, named, openPart, type Part, uniform } from "./columns.ts";
import { type NameRules, sameButForCase } from "./name-rules.ts";
import { allOrigins, mayBeSame, type ReadOrigins, unknownOrigins } from "./origin.ts";
import type { Join, Path, Reshaped, Rows } from "./query.ts";
import { columnsOf, type Surroundings, valueOrigins } from "./resolve.ts";
import { readPath, type Scope, type ScopeTable } from "./scope.ts";

/** What stands in FROM. */
export interface FromRows {
  readonly tables: readonly ScopeTable[];
  /** Those of `*`. */
  readonly columns: Columns;
  readonly merged: Scope["merged"];
}

const nothing: FromRows = { tables: [], columns: [], merged: [] };

/** The rows of a FROM; each item may see those before it where its dialect lets it. */
export function fromRows(from: readonly Rows[], around: Surroundings): FromRows {
  return from.reduce((before, rows) => beside(before, rowsOf(rows, before, around)), nothing);
}

function beside(one: FromRows, other: FromRows): FromRows {
  const merged = one.merged === "all" || other.merged === "all" ? "all" : [...one.merged, ...other.merged];
  return { tables: [...one.tables, ...other.tables], columns: [...one.columns, ...other.columns], merged };
}

function rowsOf(rows: Rows, before: FromRows, around: Surroundings): FromRows {
  if (rows.kind === "join") return joined(rows, before, around);
  const own = ownColumns(rows, before, around);
  const columns =
    rows.kind === "function" && rows.closed ? named(own, rows.columns).slice(0, rows.columns.length) : named(own, rows.columns);
  const path = rows.alias !== undefined ? [rows.alias] : rows.kind === "relation" ? rows.path : [];
  return { tables: [{ path, columns }], columns, merged: [] };
}

function ownColumns(rows: Exclude<Rows, { kind: "join" }>, before: FromRows, around: Surroundings): Columns {
  switch (rows.kind) {
    case "relation":
      return relationColumns(rows.path, before, around);
    case "query":
      return rows.lateral === "no" ? columnsOf(rows.query, around) : lateral(rows, before, around);
    case "function":
      return [uniform(valueOrigins(rows.value, seeing(before, around, false)))];
    case "reshaped":
      return reshaped(rows, before, around);
  }
}

/** An item that sees those before it. In a join it sees its left side first: a name that two of them have is no error. */
function seeing({ tables }: FromRows, around: Surroundings, soft: boolean): Surroundings {
  const outer = around.outer === undefined ? {} : { outer: around.outer };
  return { ...around, outer: { tables, merged: "all", aliases: [], ...(soft && { soft }), ...outer } };
}

function relationColumns(path: Path, before: FromRows, around: Surroundings): Columns {
  const { rules } = around.resolution;
  if (rules.navigation && path.length > 1 && isColumnOf(path, before)) {
    return [uniform(readPath(path, seeing(before, around, false).outer, rules))];
  }
  const table = path.length === 1 ? commonTable(path[0] ?? "", around) : undefined;
  return table ?? warehouseColumns(path, around);
}

/** Its columns, and what of the rows before it chooses them. */
function lateral({ query, lateral }: Rows & { readonly kind: "query" }, before: FromRows, around: Surroundings): Columns {
  const inside = seeing(before, around, lateral === "soft");
  const columns = columnsOf(query, inside);
  if (before.tables.length === 0) return columns;
  const chosen = choicesBy(query, inside, around);
  if (chosen.columns.length === 0 && chosen.unknown === undefined) return columns;
  return columns.map((part) => withOrigins(part, chosen));
}

function withOrigins(part: Part, more: ReadOrigins): Part {
  if (part.kind === "column") return { ...part, read: allOrigins([part.read, more]) };
  const read = (name: string): ReadOrigins | undefined => {
    const found = part.read(name);
    return found === undefined ? undefined : allOrigins([found, more]);
  };
  return openPart(read, allOrigins([part.all, more]), part.mark);
}

function isColumnOf(path: Path, { tables }: FromRows): boolean {
  return tables.some((table) => table.path.length === 1 && sameButForCase(table.path[0] ?? "", path[0] ?? ""));
}

/** A table of `with`; where only the case differs, it may be another one. */
function commonTable(name: string, { environment, resolution }: Surroundings): Columns | undefined {
  for (let at = environment; at !== undefined; at = at.next) {
    if (resolution.rules.same(at.name, name)) return at.columns();
    if (sameButForCase(at.name, name) && resolution.rules.entries) {
      return [uniform(unknownOrigins(`nobody knows which relation ${JSON.stringify(name)} is`))];
    }
  }
  return undefined;
}

/** A table or a view; what a view reads, where its definition is known. */
function warehouseColumns(path: Path, { resolution: { rules, view, views } }: Surroundings): Columns {
  const relation = columnKey(path.join("."));
  const table = tableColumns(relation, rules);
  const exact = view(relation);
  if (exact !== undefined) return exact;
  const perhaps = views.filter((name) => mayBeSame(name, relation));
  if (perhaps.length === 0) return [table];
  // It is one of these, or a table in another schema.
  const all = [...perhaps.flatMap((name) => [view(name) ?? []]), [table]];
  const read = (name: string): ReadOrigins | undefined =>
    all.map((columns) => lookUp(columns, name, rules)?.read).reduce(eitherOf);
  return [openPart(read, allOrigins(all.map(allOf)))];
}

function tableColumns(relation: string, rules: NameRules): Part {
  const read = (name: string): ReadOrigins => columnOf(relation, name, rules);
  return openPart(read, unknownOrigins(`it reads whole rows of ${relation}`), relation);
}

/** A column of a relation of the warehouse. */
export function columnOf(relation: string, name: string, rules: NameRules): ReadOrigins {
  const columns = [{ relation, column: columnKey(name) }];
  return rules.catalog.test(relation) ? { columns, unknown: `${relation} may hold what others hold` } : { columns };
}

/** Which columns become which is not followed: all that are aggregated or stacked count for each. */
function reshaped({ source, value, stacked }: Reshaped, before: FromRows, around: Surroundings): Columns {
  const { rules } = around.resolution;
  const rows = rowsOf(source, before, around);
  const inside = seeing(rows, around, false);
  const columns = stacked.map((name) => everyOf(rows.columns, name, rules) ?? unknownOrigins(`nobody knows ${name}`));
  const values = allOrigins([valueOrigins(value, inside), ...columns]);
  const read = (name: string): ReadOrigins => eitherOf(everyOf(rows.columns, name, rules), values) ?? values;
  return [openPart(read, allOrigins([allOf(rows.columns), values]))];
}

function joined(join: Rows & Join, before: FromRows, around: Surroundings): FromRows {
  const { rules } = around.resolution;
  const left = rowsOf(join.left, before, around);
  const right = rowsOf(join.right, beside(before, left), around);
  if (join.leftOnly) return leftOf(left, right, rules);
  const columns = join.natural
    ? naturalColumns(left.columns, right.columns, rules)
    : usingColumns(left.columns, right.columns, join.using, rules);
  const merged =
    join.natural || left.merged === "all" || right.merged === "all" ? "all" : [...left.merged, ...right.merged, ...join.using];
  if (join.alias !== undefined) {
    const own = named(columns, join.columns);
    return { tables: [{ path: [join.alias], columns: own }], columns: own, merged: [] };
  }
  const { usingAlias } = join;
  const both = join.using.map((name) => mergedColumn(name, left.columns, right.columns, rules));
  const shared = usingAlias === undefined ? [] : [{ path: [usingAlias], columns: both }];
  return { tables: [...left.tables, ...right.tables, ...shared], columns, merged };
}

/** A semi join of two tables with one name hides both in DuckDB: what the name means then may be something else. */
function leftOf(left: FromRows, right: FromRows, rules: NameRules): FromRows {
  const hidden = right.tables.map(({ path }) => path.at(-1) ?? "");
  const tables = left.tables.map((table): ScopeTable => {
    if (!hidden.some((name) => sameButForCase(name, table.path.at(-1) ?? ""))) return table;
    return { ...table, columns: [openPart((name) => everyOf(table.columns, name, rules), allOf(table.columns))] };
  });
  return { ...left, tables };
}

function mergedColumn(name: string, left: Columns, right: Columns, rules: NameRules): Part {
  const read = eitherOf(everyOf(left, name, rules), everyOf(right, name, rules));
  return { kind: "column", name, read: read ?? unknownOrigins(`nobody knows ${name}`) };
}

/** PostgreSQL puts merged columns first, DuckDB leaves them where the left side has them. */
function usingColumns(left: Columns, right: Columns, using: readonly string[], rules: NameRules): Columns {
  if (using.length === 0) return [...left, ...right];
  const both = using.map((name) => mergedColumn(name, left, right, rules));
  const out = { without: using, replaced: [], renamed: [], some: false };
  if (!rules.numbered) return [...both, ...changed(left, out, rules), ...changed(right, out, rules)];
  const replaced = both.flatMap((part) => (part.kind === "column" ? [{ name: part.name ?? "", read: part.read }] : []));
  return [...changed(left, { ...out, without: [], replaced }, rules), ...changed(right, out, rules)];
}

/** Which columns a natural join merges is known only where all are. */
function naturalColumns(left: Columns, right: Columns, rules: NameRules): Columns {
  const isKnown = (columns: Columns): boolean => columns.every((part) => part.kind === "column" && part.name !== undefined);
  if (isKnown(left) && isKnown(right)) {
    const names = left.flatMap((part) => (part.kind === "column" ? (part.name ?? []) : []));
    const shared = names.filter((name) => lookUp(right, name, rules) !== undefined);
    return usingColumns(left, right, shared, rules);
  }
  const read = (name: string): ReadOrigins | undefined => eitherOf(everyOf(left, name, rules), everyOf(right, name, rules));
  return [openPart(read, allOrigins([allOf(left), allOf(right)]))];
}
