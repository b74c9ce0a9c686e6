import type { Dialect } from "../../load/types.ts";

/** What names mean in a dialect. */
export interface NameRules {
  /** Whether two names are surely one; names that differ in case alone may be. */
  readonly same: (one: string, other: string) => boolean;
  /** `x.y` may be the entry `y` of a column `x`. */
  readonly entries: boolean;
  /** Expressions see the aliases of the select list before them. */
  readonly aliases: boolean;
  /** The second of two columns that are called `x` becomes `x_1`; elsewhere nobody can name either. */
  readonly numbered: boolean;
  /** `from t, t.items` reads a column of `t`. */
  readonly navigation: boolean;
  /** Words that look like columns and are none where there is no such column. */
  readonly words: ReadonlySet<string>;
  /** The server's own relations: what they hold may come from any other, as samples of values in `pg_stats` do. */
  readonly catalog: RegExp;
}

const exactly = (one: string, other: string): boolean => one === other;
const clock = ["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"];
const users = ["user", "current_user", "session_user", "current_role", "current_catalog", "current_schema"];

const schemas = String.raw`(?:.*\.)?(?:pg_[^.]*|information_schema)\.[^.]+`;
const catalog = (prefixes: string): RegExp => new RegExp(`^(?:${schemas}|(?:${prefixes})[^.]*)$`, "s");

/** How each dialect finds what a name means. */
export const nameRules: Readonly<Record<Dialect, NameRules>> = {
  postgres: {
    same: exactly,
    entries: false,
    aliases: false,
    numbered: false,
    navigation: false,
    words: new Set(),
    catalog: catalog("pg_"),
  },
  redshift: {
    same: exactly,
    entries: true,
    aliases: true,
    numbered: false,
    navigation: true,
    words: new Set(["sysdate"]),
    catalog: catalog("pg_|stl_|stv_|svl_|svv_|svcs_|sys_"),
  },
  duckdb: {
    // DuckDB folds the letters of ASCII alone.
    same: (one, other) => asciiLower(one) === asciiLower(other),
    entries: true,
    aliases: true,
    numbered: true,
    navigation: false,
    words: new Set([...clock, ...users]),
    catalog: catalog("pg_|duckdb_|sqlite_"),
  },
};

function asciiLower(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether two names may be one: whatever a dialect folds, and more. */
export function sameButForCase(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
