import { allOf, named } from "./columns.ts";
import { allOrigins, noOrigins, originKey, type ReadOrigins } from "./origin.ts";
import type { Query, Rows, Select, SetOperation, Value } from "./query.ts";
import { bodyColumns, type Environment, type Surroundings, selectScope, valueOrigins, withTables } from "./resolve.ts";
import { type Alias, readPath, type Scope } from "./scope.ts";

/**
 * What decides which rows a query has, and how many: WHERE, ON, HAVING, QUALIFY, GROUP BY, ORDER BY, LIMIT, DISTINCT and the
 * arguments of functions in FROM, in all that it reads. `(select n from numbers where n = c.phone)` is `c.phone`.
 */
export function choices(query: Query, around: Surroundings): ReadOrigins {
  around.resolution.count(0);
  const inside = withTables(query, around);
  const { body, compares } = query;
  const own = body.kind === "select" ? ofSelect(query, body, inside) : ofRows(query, inside);
  const sides = body.kind === "set" ? ofSides(body, inside) : [];
  return allOrigins([own, ...sides, ...(compares ? [allOf(bodyColumns(body, inside))] : [])]);
}

/** What chooses rows of a subquery by those that stand before it. */
export function choicesBy(query: Query, around: Surroundings, without: Surroundings): ReadOrigins {
  const all = choices(query, around);
  const own = choices(query, without);
  const known = new Set(own.columns.map(originKey));
  const columns = all.columns.filter((origin) => !known.has(originKey(origin)));
  return { columns, ...(all.unknown !== undefined && own.unknown === undefined && { unknown: all.unknown }) };
}

function ofSelect({ modifiers }: Query, body: Select, inside: Surroundings): ReadOrigins {
  const { scope } = selectScope(body.from, inside);
  const seeing = { ...inside, outer: scope };
  const where = body.where === undefined ? noOrigins : valueOrigins(body.where, seeing);
  const from = body.from.flatMap((rows) => ofFrom(rows, seeing, inside));
  if (modifiers === undefined) return allOrigins([where, ...from]);
  const aliases = bodyColumns(body, inside).flatMap((part): readonly Alias[] =>
    part.kind === "column" && part.name !== undefined ? [{ name: part.name, read: part.read }] : [],
  );
  return allOrigins([where, ...from, valueOrigins(modifiers, { ...inside, outer: { ...scope, aliases } })]);
}

/** ORDER BY and LIMIT of a set operation or of VALUES see its columns alone. */
function ofRows({ modifiers, body }: Query, inside: Surroundings): ReadOrigins {
  if (modifiers === undefined) return noOrigins;
  const tables = [{ path: [], columns: bodyColumns(body, inside) }];
  const scope: Scope = { tables, merged: "all", aliases: [], ...(inside.outer !== undefined && { outer: inside.outer }) };
  return valueOrigins(modifiers, { ...inside, outer: scope });
}

function ofSides(body: SetOperation, inside: Surroundings): readonly ReadOrigins[] {
  const { left, right, self } = body;
  if (self === undefined) return [choices(left, inside), choices(right, inside)];
  const columns = named(bodyColumns(body, inside), self.columns);
  const environment: Environment = {
    name: self.name,
    columns: () => columns,
    choices: () => noOrigins,
    next: inside.environment,
  };
  return [choices(left, inside), choices(right, { ...inside, environment })];
}

/** @param seeing With all that stands in FROM: more than an item sees. */
function ofFrom(rows: Rows, seeing: Surroundings, inside: Surroundings): readonly ReadOrigins[] {
  switch (rows.kind) {
    case "relation":
      return rows.path.length === 1 ? ofCommonTable(rows.path[0] ?? "", inside) : [];
    case "query":
      return [choices(rows.query, rows.lateral === "no" ? inside : soft(seeing))];
    case "function":
      return [valueOrigins(rows.value, soft(seeing))];
    case "reshaped":
      return [valueOrigins(rows.value, soft(seeing)), ...ofFrom(rows.source, seeing, inside)];
    case "join": {
      const { rules } = seeing.resolution;
      const shared = rows.using.map((name) => readPath([name], seeing.outer, rules));
      const natural = rows.natural ? (seeing.outer?.tables ?? []).map(({ columns }) => allOf(columns)) : [];
      const sides = [...ofFrom(rows.left, seeing, inside), ...ofFrom(rows.right, seeing, inside)];
      return [...ofValue(rows.on, seeing), ...shared, ...natural, ...sides];
    }
  }
}

function ofCommonTable(name: string, { environment, resolution }: Surroundings): readonly ReadOrigins[] {
  for (let at = environment; at !== undefined; at = at.next) if (resolution.rules.same(at.name, name)) return [at.choices()];
  return [];
}

function ofValue(value: Value | undefined, around: Surroundings): readonly ReadOrigins[] {
  return value === undefined ? [] : [valueOrigins(value, around)];
}

function soft(seeing: Surroundings): Surroundings {
  const { outer } = seeing;
  return outer === undefined ? seeing : { ...seeing, outer: { ...outer, merged: "all", soft: true } };
}

/** What decides how often each row of a SELECT comes: the arguments of functions in FROM, and of subqueries that are lateral. */
export function multiplied(from: readonly Rows[], seeing: Surroundings, inside: Surroundings): ReadOrigins {
  return allOrigins(from.map((rows) => timesOf(rows, seeing, inside)));
}

function timesOf(rows: Rows, seeing: Surroundings, inside: Surroundings): ReadOrigins {
  if (rows.kind === "function") return valueOrigins(rows.value, soft(seeing));
  if (rows.kind === "join") return multiplied([rows.left, rows.right], seeing, inside);
  if (rows.kind === "reshaped") return timesOf(rows.source, seeing, inside);
  return rows.kind === "query" && rows.lateral !== "no" ? choicesBy(rows.query, soft(seeing), inside) : noOrigins;
}
