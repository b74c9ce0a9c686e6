import { Dice } from "../../../runner/src/sample/dice.ts";

/**
 * Queries over a few tables, most of them valid. Few names stand for tables, columns, aliases and entries alike, so that they
 * hide one another in every way.
 */
export function randomQuery(seed: number, dialect: "duckdb" | "postgres"): string {
  return new Writer(new Dice(seed, 7, dialect.length), dialect === "duckdb").query(3, []);
}

export const tables: Readonly<Record<string, readonly string[]>> = {
  a: ["a", "b", "c"],
  b: ["a", "t", "u"],
  t: ["b", "c", "t"],
  "s.a": ["a", "c", "u"],
  v: ["a", "b", "t"],
};

/** In DuckDB, structs with texts in these columns. */
export const structs: readonly string[] = ["b.u", "t.c"];

const names = ["a", "b", "c", "t", "u"];

/** What stands in FROM around an expression, and the columns that it probably has. */
interface Seen {
  readonly alias: string;
  readonly columns: readonly string[];
}

class Writer {
  readonly #dice: Dice;
  readonly #duckdb: boolean;
  #common: readonly Seen[] = [];

  constructor(dice: Dice, duckdb: boolean) {
    this.#dice = dice;
    this.#duckdb = duckdb;
  }

  query(depth: number, outer: readonly Seen[]): string {
    return this.#full(depth, outer).sql;
  }

  #full(depth: number, outer: readonly Seen[]): { sql: string; columns: readonly string[] } {
    const before = this.#common;
    const common = depth > 1 && this.#dice.oneIn(3) ? this.#with(depth, outer) : "";
    const body = depth > 0 && this.#dice.oneIn(6) ? this.#union(depth, outer) : this.#select(depth, outer);
    this.#common = before;
    return { sql: common + body.sql, columns: body.columns };
  }

  #with(depth: number, outer: readonly Seen[]): string {
    const name = this.#pick(["a", "b", "t", "x"]);
    const { sql, columns } = this.#full(depth - 1, outer);
    const own = this.#dice.oneIn(3) ? columns.slice(0, 1 + this.#dice.below(2)).map(() => this.#name()) : [];
    const list = own.length > 0 ? `(${own.join(", ")})` : "";
    const seen = { alias: name, columns: [...own, ...columns.slice(own.length)] };
    this.#common = [...this.#common, seen];
    if (!this.#dice.oneIn(4)) return `with ${name}${list} as (${sql}) `;
    const self = seen.columns.map((column, at) =>
      at === 0 && columns.length > 1
        ? `${name}.${seen.columns[1]}`
        : this.#dice.oneIn(2)
          ? `${name}.${column}`
          : this.#value(0, [seen]),
    );
    return `with recursive ${name}${list} as ((${sql}) union (select ${self.join(", ")} from ${name})) `;
  }

  #union(depth: number, outer: readonly Seen[]): { sql: string; columns: readonly string[] } {
    const [left, right] = [this.#full(depth - 1, outer), this.#full(depth - 1, outer)];
    const kind = this.#pick([
      "union all",
      "union",
      "except",
      "intersect",
      ...(this.#duckdb ? ["union by name", "union all by name"] : []),
    ]);
    const columns = kind.endsWith("name") ? [...left.columns, ...right.columns] : left.columns;
    return { sql: `(${left.sql}) ${kind} (${right.sql})`, columns };
  }

  #select(depth: number, outer: readonly Seen[]): { sql: string; columns: readonly string[] } {
    const from = this.#from(depth, outer);
    const seen = [...outer, ...from.seen];
    const items = Array.from({ length: 1 + this.#dice.below(3) }, () => this.#item(depth, from.seen, seen));
    const where = this.#dice.oneIn(6) ? ` where ${this.#value(0, seen)} is not null` : "";
    const sql = `select ${items.map((item) => item.sql).join(", ")} from ${from.sql}${where}`;
    const more =
      this.#duckdb && this.#dice.oneIn(12) ? ` qualify row_number() over (order by ${this.#value(0, seen)}) < 9` : "";
    return { sql: sql + more, columns: items.flatMap((item) => item.columns) };
  }

  #item(depth: number, own: readonly Seen[], seen: readonly Seen[]): { sql: string; columns: readonly string[] } {
    const all = own.flatMap(({ columns }) => columns);
    if (this.#dice.oneIn(6)) return { sql: `*${this.#starChange(all)}`, columns: all };
    if (this.#dice.oneIn(6) && own.length > 0) {
      const table = this.#pick(own);
      return { sql: `${table.alias}.*${this.#starChange(table.columns)}`, columns: table.columns };
    }
    if (this.#dice.oneIn(3)) {
      const column = this.#column(seen);
      return { sql: column, columns: [column.split(".").at(-1) ?? ""] };
    }
    const value = this.#value(depth, seen);
    if (this.#dice.oneIn(10)) return { sql: value, columns: [] };
    if (this.#duckdb && this.#dice.oneIn(15)) return { sql: `unnest([${value}]) as u`, columns: ["u"] };
    if (this.#duckdb && this.#dice.oneIn(20)) return { sql: `unnest({'a': ${value}, 'q': 'z'})`, columns: ["a"] };
    const name = this.#name();
    return { sql: `${value} as ${name}`, columns: [name] };
  }

  #starChange(columns: readonly string[]): string {
    if (!this.#duckdb || columns.length === 0) return "";
    const column = this.#pick(columns);
    if (this.#dice.oneIn(5)) return ` exclude (${column})`;
    if (this.#dice.oneIn(5)) return ` replace (${this.#pick(columns)} || 'z' as ${column})`;
    return this.#dice.oneIn(5) ? ` rename (${column} as ${this.#name()})` : "";
  }

  #from(depth: number, outer: readonly Seen[]): { sql: string; seen: readonly Seen[] } {
    let { sql, seen } = this.#rows(depth, outer, []);
    const left = [seen];
    for (let more = this.#dice.below(3); more > 0; more--) {
      const next = this.#rows(depth, outer, left.flat());
      const shared = next.seen.columns.filter((name) => left.some(({ columns }) => columns.includes(name)));
      const kind = this.#dice.below(7);
      if (kind === 0 && !next.sql.startsWith("lateral") && shared.length > 0)
        sql = `${sql} full join ${next.sql} using (${shared[0]})`;
      else if (kind === 1 && shared.length > 0) sql = `${sql} natural join ${next.sql}`;
      else if (kind === 2 && this.#duckdb) {
        sql = `${sql} ${this.#pick(["semi", "anti"])} join ${next.sql} on true`;
        continue;
      } else if (kind === 3) sql = `${sql} left join ${next.sql} on true`;
      else sql = `${sql}, ${next.sql}`;
      left.push(next.seen);
    }
    return { sql, seen: left };
  }

  #rows(depth: number, outer: readonly Seen[], before: readonly Seen[]): { sql: string; seen: Seen } {
    const free = names.filter((name) => before.every((one) => one.alias !== name));
    const alias = this.#dice.oneIn(20) || free.length === 0 ? this.#name() : this.#pick(free);
    if (depth > 0 && this.#dice.oneIn(3)) {
      const lateral = this.#dice.oneIn(2);
      const { sql, columns } = this.#full(depth - 1, lateral ? [...outer, ...before] : outer);
      const own = this.#dice.oneIn(4) && columns.length > 0 ? [this.#name()] : [];
      const list = own.length > 0 ? ` (${own.join(", ")})` : "";
      const seen = { alias, columns: [...own, ...columns.slice(own.length)] };
      return { sql: `${lateral ? "lateral " : ""}(${sql}) as ${alias}${list}`, seen };
    }
    if (before.length > 0 && this.#dice.oneIn(8)) {
      const value = this.#value(0, before);
      const call = this.#duckdb ? `unnest([${value}])` : `unnest(array[${value}])`;
      const column = this.#name();
      return { sql: `${call} as ${alias}(${column})`, seen: { alias, columns: [column] } };
    }
    if (this.#dice.oneIn(12)) return { sql: `(values ('z', 'y')) as ${alias}(a, b)`, seen: { alias, columns: ["a", "b"] } };
    if (this.#common.length > 0 && this.#dice.oneIn(2)) {
      const table = this.#pick(this.#common);
      return this.#dice.oneIn(2)
        ? { sql: table.alias, seen: table }
        : { sql: `${table.alias} as ${alias}`, seen: { ...table, alias } };
    }
    const table = this.#pick(Object.keys(tables));
    const columns = tables[table] ?? [];
    if (this.#duckdb && this.#dice.oneIn(15)) {
      const sql = `(unpivot (select a, b from v) on a, b into name u value t)`;
      return { sql: `${sql} as ${alias}`, seen: { alias, columns: ["u", "t"] } };
    }
    const isFree = before.every((one) => one.alias !== table.split(".").at(-1));
    if (isFree && this.#dice.oneIn(3)) return { sql: table, seen: { alias: table, columns } };
    return { sql: `${table} as ${alias}`, seen: { alias, columns } };
  }

  #value(depth: number, seen: readonly Seen[]): string {
    const inner = (): string => this.#value(depth - 1, seen);
    if (depth <= 0 || this.#dice.oneIn(3)) return this.#dice.oneIn(8) ? "'z'" : this.#text(this.#column(seen));
    switch (this.#dice.below(this.#duckdb ? 15 : 12)) {
      case 0:
        return `${inner()} || ${inner()}`;
      case 1:
        return `coalesce(${inner()}, ${inner()})`;
      case 2:
        return `case when ${inner()} = 'z' then 'y' else ${inner()} end`;
      case 3:
        return `upper(${inner()})`;
      case 4:
      case 5: {
        const { sql, columns } = this.#full(depth - 1, seen);
        const column = columns.length > 0 ? this.#pick(columns) : this.#name();
        return `(select max(${this.#text(`q.${column}`)}) from (${sql}) as q)`;
      }
      case 6:
        return `(select string_agg(${this.#text(this.#column(seen))}, ',') from ${this.#pick(Object.keys(tables))})`;
      case 7:
        return `first_value(${inner()}) over (partition by ${this.#text(this.#column(seen))})`;
      case 8:
        return this.#text(
          this.#pick([...names, ...seen.flatMap(({ alias }) => [alias, ...(this.#duckdb ? [] : [`${alias}.to_jsonb`])])]),
        );
      case 9:
        return this.#duckdb ? `to_json(${inner()})::text` : `to_jsonb(${this.#column(seen)})::text`;
      case 10:
        return `(select ${this.#column(seen)}::text limit 1)`;
      case 11:
        return `nullif(${inner()}, 'z')`;
      case 12:
        return `list_transform([${inner()}], lambda ${this.#name()}: ${this.#column(seen)}::text)[1]`;
      case 13:
        return `{'a': ${inner()}, 'b': ${inner()}}.${this.#pick(["a", "b"])}`;
      default:
        return `([u for ${this.#name()} in [${inner()}]])[1]::text`;
    }
  }

  /** Structs become texts with all that is in them. */
  #text(name: string): string {
    return `${name}::text`;
  }

  #column(seen: readonly Seen[]): string {
    const table = seen.length > 0 ? this.#pick(seen) : undefined;
    if (table === undefined || table.columns.length === 0 || this.#dice.oneIn(10)) return this.#name();
    const column = this.#dice.oneIn(10) ? this.#name() : this.#pick(table.columns);
    const isAlone = seen.filter(({ columns }) => columns.includes(column)).length === 1;
    const path = this.#dice.oneIn(isAlone ? 2 : 15) ? column : `${table.alias}.${column}`;
    return this.#duckdb && this.#dice.oneIn(30) ? `${path}.${this.#name()}` : path;
  }

  #name(): string {
    return this.#pick(names);
  }

  #pick<Value>(values: readonly Value[]): Value {
    const value = values[this.#dice.below(values.length)];
    if (value === undefined) throw new TypeError("There is nothing to pick from.");
    return value;
  }
}
