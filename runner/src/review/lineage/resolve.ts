import { choices, multiplied } from "./choices.ts";
import {
  aligned,
  allOf,
  type Column,
  type Columns,
  changed,
  eitherOf,
  lookUp,
  named,
  openPart,
  type Part,
  uniform,
  unitedByName,
} from "./columns.ts";
import { fromRows } from "./from-rows.ts";
import { type NameRules, sameButForCase } from "./name-rules.ts";
import { allOrigins, type ReadOrigins, unknownOrigins } from "./origin.ts";
import type { Body, CommonTable, Item, Query, Rows, Select, SetOperation, Star, Value } from "./query.ts";
import { recursion } from "./recursion.ts";
import { type Alias, readBound, readEverything, readPath, type Scope, tablesOf } from "./scope.ts";

/** What a query is resolved with. */
export interface Resolution {
  readonly rules: NameRules;
  /** The columns of a view whose definition is known; its name in lower case. */
  readonly view: (name: string) => Columns | undefined;
  /** The names of those views. */
  readonly views: readonly string[];
  /** A name for a recursion, unlike those of all others and of relations. */
  readonly nextMark: () => string;
  /** Called for each query and each of its columns; throws TooLarge when it has been enough. */
  readonly count: (parts: number) => void;
}

/** The tables of `with` that a query sees, the nearest first. */
export interface Environment {
  readonly name: string;
  readonly columns: () => Columns;
  /** What decides which rows it has. */
  readonly choices: () => ReadOrigins;
  readonly next: Environment | undefined;
}

/** Where a query stands. */
export interface Surroundings {
  readonly resolution: Resolution;
  readonly environment: Environment | undefined;
  readonly outer: Scope | undefined;
}

/** More than anybody writes; a query can be built that doubles its columns with every line. */
const mostParts = 50_000;

/** Thrown where a query is too large to be followed. */
export class TooLarge extends Error {}

/** A resolution of one query. */
export function newResolution(rules: NameRules, known: Pick<Resolution, "view" | "views">): Resolution {
  let sum = 0;
  let marks = 0;
  return {
    rules,
    ...known,
    nextMark: () => `\0${marks++}`,
    count: (parts) => {
      sum += parts + 1;
      if (sum > mostParts) throw new TooLarge();
    },
  };
}

/** The columns of a query, and where each comes from. */
export function columnsOf(query: Query, around: Surroundings): Columns {
  const columns = bodyColumns(query.body, withTables(query, around));
  around.resolution.count(columns.length);
  return columns;
}

/** Where the value of an expression comes from. */
export function valueOrigins(value: Value, around: Surroundings): ReadOrigins {
  const { resolution, outer } = around;
  const paths = value.columns.map((path) => readPath(path, outer, resolution.rules));
  const bound = value.bound.map((path) => readBound(path, outer, resolution.rules));
  const rows = value.rows.flatMap((path) => tablesOf(path, outer, resolution.rules).map(({ columns }) => allOf(columns)));
  const queries = value.queries.map(({ query, exists }) =>
    exists ? choices(query, around) : allOrigins([allOf(columnsOf(query, around)), choices(query, around)]),
  );
  const rest = value.unknown === undefined ? [] : [unknownOrigins(value.unknown)];
  return allOrigins([...paths, ...bound, ...rows, ...queries, ...(value.everything ? [readEverything(outer)] : []), ...rest]);
}

/** The surroundings within a query: those around it, and the tables of its WITH. */
export function withTables(query: Query, around: Surroundings): Surroundings {
  let environment = around.environment;
  const all = (): Environment | undefined => environment;
  for (const table of query.with) {
    const before = environment;
    const seen = query.recursive ? all : () => before;
    environment = { name: table.name, ...lazily(table, around, seen), next: before };
  }
  return { ...around, environment };
}

/** A table is resolved when it is first read; one that reads itself outside of a recursion is unknown. */
function lazily(
  table: CommonTable,
  around: Surroundings,
  seen: () => Environment | undefined,
): Pick<Environment, "columns" | "choices"> {
  const itself = unknownOrigins(`${JSON.stringify(table.name)} reads itself`);
  let columns: Columns | undefined;
  let chosen: ReadOrigins | undefined;
  return {
    columns: () => {
      if (columns === undefined) {
        columns = [uniform(itself)];
        columns = named(columnsOf(table.query, { ...around, environment: seen() }), table.columns);
      }
      return columns;
    },
    choices: () => {
      if (chosen === undefined) {
        chosen = itself;
        chosen = choices(table.query, { ...around, environment: seen() });
      }
      return chosen;
    },
  };
}

/** The columns that a query gives. */
export function bodyColumns(body: Body, around: Surroundings): Columns {
  if (body.kind === "select") return selectColumns(body, around);
  if (body.kind === "set") return setColumns(body, around);
  const width = Math.max(0, ...body.rows.map((row) => row.length));
  return Array.from({ length: width }, (_, at): Part => {
    const values = body.rows.flatMap((row) => row[at] ?? []);
    return { kind: "column", plain: true, read: allOrigins(values.map((value) => valueOrigins(value, around))) };
  });
}

function setColumns({ left, right, byName, self }: SetOperation, around: Surroundings): Columns {
  const { rules, nextMark } = around.resolution;
  const first = columnsOf(left, around);
  if (self !== undefined) {
    return recursion(named(first, self.columns), nextMark(), rules, (own) => {
      const chosen = (): ReadOrigins => choices(left, around);
      const environment: Environment = { name: self.name, columns: () => own, choices: chosen, next: around.environment };
      return columnsOf(right, { ...around, environment });
    });
  }
  const second = columnsOf(right, around);
  return byName ? unitedByName(first, second, rules) : aligned(first, second, rules);
}

/** What the names of a SELECT may mean, and the columns of its star. */
export function selectScope(from: readonly Rows[], around: Surroundings): { readonly scope: Scope; readonly all: Columns } {
  const { tables, columns, merged } = fromRows(from, around);
  const outer = around.outer === undefined ? {} : { outer: around.outer };
  return { scope: { tables, merged, aliases: [], ...outer }, all: columns };
}

function selectColumns({ items, from }: Select, around: Surroundings): Columns {
  const { scope, all } = selectScope(from, around);
  const aliases: Alias[] = [];
  const parts: Part[] = [];
  let times: ReadOrigins | undefined;
  for (const item of items) {
    const own = itemParts(item, { ...around, outer: { ...scope, aliases: [...aliases] } }, all).map((part) => {
      if (!isCount(item, part)) return part;
      times ??= multiplied(from, { ...around, outer: scope }, around);
      return { ...part, read: allOrigins([part.read, times]) };
    });
    if (around.resolution.rules.aliases) aliases.push(...aliasesOf(item, own));
    parts.push(...own);
  }
  return parts;
}

/** Whether a column says how many rows there are: a constant does, too, as often as it comes. */
function isCount(item: Item, part: Part): part is Column {
  if (item.kind !== "value" || part.kind !== "column") return false;
  return item.value.counts === true || (part.read.columns.length === 0 && part.read.unknown === undefined);
}

/** What later items may call what an item gives. */
function aliasesOf(item: Item, parts: Columns): readonly Alias[] {
  const read = allOf(parts);
  if (item.kind === "value") return item.name === undefined ? [] : [{ name: item.name, read }];
  if (item.kind === "spread") return item.alias === undefined ? [] : [{ name: item.alias, read }];
  return item.renamed.map(({ to }) => {
    const found = parts.map((part) =>
      part.kind === "open" ? part.read(to) : sameButForCase(part.name ?? to, to) ? part.read : undefined,
    );
    return { name: to, read: found.reduce(eitherOf, undefined) ?? read };
  });
}

function itemParts(item: Item, around: Surroundings, all: Columns): Columns {
  if (item.kind === "star") return starParts(item, around, all);
  const read = valueOrigins(item.value, around);
  if (item.kind === "spread") return [uniform(read)];
  const { name, plain } = item;
  return [{ kind: "column", ...(name !== undefined && { name }), ...(plain !== undefined && { plain }), read }];
}

function starParts(star: Star, around: Surroundings, all: Columns): Columns {
  const { rules } = around.resolution;
  const columns = star.of === undefined ? all : starOf(star.of, around);
  const replaced = star.replaced.map(({ name, value }) => ({ name, read: valueOrigins(value, around) }));
  return changed(columns, { ...star, replaced }, rules);
}

function starOf(path: readonly string[], { outer, resolution: { rules } }: Surroundings): Columns {
  const tables = tablesOf(path, outer, rules);
  const [only] = tables;
  if (only === undefined) return [uniform(readPath(path, outer, rules))];
  if (tables.length === 1) return only.columns;
  const read = (name: string): ReadOrigins | undefined => {
    const found = tables.flatMap(({ columns }) => lookUp(columns, name, rules)?.read ?? []);
    return found.length === 0 ? undefined : allOrigins(found);
  };
  return [openPart(read, allOrigins(tables.map(({ columns }) => allOf(columns))))];
}
