import { allOf, type Columns, lookUp } from "./columns.ts";
import { type NameRules, sameButForCase } from "./name-rules.ts";
import { allOrigins, noOrigins, type Origin, type ReadOrigins, unknownOrigins } from "./origin.ts";
import type { Path } from "./query.ts";

/** The rows that an expression sees. */
export interface Scope {
  readonly tables: readonly ScopeTable[];
  /** Names that a join merges: of all its sides. `all`: a natural join, whose names only the warehouse knows. */
  readonly merged: readonly string[] | "all";
  /** Those of the select list so far. */
  readonly aliases: readonly Alias[];
  /** It may not be there: names go on outwards. */
  readonly soft?: boolean;
  readonly outer?: Scope;
}

/** A table whose columns can be named. */
export interface ScopeTable {
  /** What may qualify its columns. */
  readonly path: Path;
  readonly columns: Columns;
}

export interface Alias {
  /** Empty: any. */
  readonly name: string;
  readonly read: ReadOrigins;
}

interface Reading {
  readonly reads: readonly ReadOrigins[];
  /** Whether nothing further out can be meant. */
  readonly sure: boolean;
}

/** What a name in an expression reads: all that it may mean, the likeliest first. */
export function readPath(path: Path, scope: Scope | undefined, rules: NameRules): ReadOrigins {
  const found: ReadOrigins[] = [];
  for (let at = scope; at !== undefined; at = at.outer) {
    const { reads, sure } = readIn(path, at, rules);
    found.push(...(found.length === 0 ? reads : reads.map(perhaps)));
    if (sure && at.soft !== true) break;
  }
  if (found.length > 0) return allOrigins(found);
  if (path.length === 1 && rules.words.has((path[0] ?? "").toLowerCase())) return noOrigins;
  return unknownOrigins(`nobody knows what ${JSON.stringify(path.join("."))} names`);
}

/** What `x.y` reads if `x` is a table: of a parameter `x` nothing is read that is not read elsewhere. */
export function readBound(path: Path, scope: Scope | undefined, rules: NameRules): ReadOrigins {
  for (let at = scope; at !== undefined; at = at.outer) {
    const { reads } = readQualified(path, at, rules);
    if (reads.length > 0) return allOrigins(reads);
  }
  return noOrigins;
}

/** All columns of all rows around an expression. */
export function readEverything(scope: Scope | undefined): ReadOrigins {
  return allOrigins((scope?.tables ?? []).map(({ columns }) => allOf(columns)));
}

/** The tables that `name.*` may mean, from the nearest scope that has some. */
export function tablesOf(path: Path, scope: Scope | undefined, rules: NameRules): readonly ScopeTable[] {
  for (let at = scope; at !== undefined; at = at.outer) {
    const found = at.tables.filter((table) => qualifies(path, table, sameButForCase));
    if (found.some((table) => qualifies(path, table, rules.same))) return found;
  }
  return [];
}

function readIn(path: Path, scope: Scope, rules: NameRules): Reading {
  const qualified = readQualified(path, scope, rules);
  if (qualified.sure) return qualified;
  const [name = ""] = path;
  const plain = path.length === 1 || rules.entries ? readColumn(name, scope, rules) : { reads: [], sure: false };
  // Whether Redshift takes an entry of a column before a table further out is not known.
  const sure = plain.sure && (path.length === 1 || !rules.navigation);
  const own = qualified.reads.length === 0 ? plain.reads : plain.reads.map(perhaps);
  const whole = sure ? [] : scope.tables.filter((table) => qualifies(path, table, sameButForCase));
  return { reads: [...qualified.reads, ...own, ...whole.map(({ columns }) => allOf(columns))], sure };
}

/** `table.column`, and what is in the column. */
function readQualified(path: Path, { tables }: Scope, rules: NameRules): Reading {
  const reads: ReadOrigins[] = [];
  let sure = false;
  for (const table of tables) {
    for (let at = 1; at < path.length; at++) {
      const qualifier = path.slice(0, at);
      if (!qualifies(qualifier, table, sameButForCase)) continue;
      const exact = qualifies(qualifier, table, rules.same);
      const found = lookUp(table.columns, path[at] ?? "", rules);
      if (found !== undefined) reads.push(found.read);
      // Elsewhere than in PostgreSQL the qualifier may be a column after all, or a table further out.
      if (exact && (found?.sure === true || !rules.entries)) sure = true;
    }
  }
  if (sure && reads.length === 0) reads.push(unknownOrigins(`${JSON.stringify(path.join("."))} is no column`));
  return { reads, sure };
}

function readColumn(name: string, scope: Scope, rules: NameRules): Reading {
  const found = scope.tables.flatMap(({ columns }) => lookUp(columns, name, rules) ?? []);
  const sure = found.filter((one) => one.sure);
  const isMerged = scope.merged === "all" || scope.merged.some((one) => sameButForCase(one, name));
  // Two tables with the name are an error, but where a join merges them.
  const meant = sure.length === 0 || isMerged ? found : sure;
  const aliases =
    sure.length === 0 ? scope.aliases.filter((alias) => alias.name === "" || sameButForCase(alias.name, name)) : [];
  return { reads: [...meant, ...aliases].map(({ read }) => read), sure: sure.length > 0 };
}

/** Whether a name means a table: its alias, or the end of its name. */
function qualifies(path: Path, { path: own }: ScopeTable, same: NameRules["same"]): boolean {
  const end = own.slice(-path.length);
  return path.length <= own.length && end.every((part, at) => same(part, path[at] ?? ""));
}

function perhaps(read: ReadOrigins): ReadOrigins {
  return { ...read, columns: read.columns.map((origin): Origin => ({ ...origin, perhaps: true })) };
}
