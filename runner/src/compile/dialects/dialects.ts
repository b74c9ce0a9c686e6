import type { Dialect } from "../../load/types.ts";
import type { SqlDialect } from "./dialect.ts";
import { duckdb } from "./duckdb.ts";
import { postgres } from "./postgres.ts";
import { redshift } from "./redshift.ts";

const dialects: Readonly<Record<Dialect, SqlDialect>> = { duckdb, postgres, redshift };

/** The dialect of a name. */
export function dialectOf(name: Dialect): SqlDialect {
  return dialects[name];
}
