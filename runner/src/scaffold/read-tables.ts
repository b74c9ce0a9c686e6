import { quoteIdentifier } from "../compile/dialects/identifier.ts";
import type { Query } from "../compile/plan.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Dialect } from "../load/types.ts";
import type { SourceColumn, Warehouse } from "../warehouse/warehouse.ts";

/** A table or view, as the warehouse describes it. */
export interface SourceTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  /** Columns of its primary key, in the table's order; empty where the warehouse knows none. */
  readonly primaryKey: readonly string[];
}

/** What was found, and the tables that this role may not read. */
export interface FoundTables {
  readonly tables: readonly SourceTable[];
  readonly unreadable: readonly string[];
}

/** Which tables. */
export interface ReadTablesOptions {
  /** Only those in these schemas; empty: in all but the engine's own. */
  readonly schemas: readonly string[];
  readonly signal: AbortSignal;
  readonly onTable?: (name: string) => void;
}

const tablesSql = `select table_schema::varchar, table_name::varchar from information_schema.tables
where table_type in ('BASE TABLE', 'VIEW', 'FOREIGN') and table_schema not in ('information_schema', 'pg_catalog')
  and table_schema not like 'pg\\_%' order by 1, 2`;

/** Not information_schema: PostgreSQL shows constraints there to a table's owner alone. */
const catalogKeysSql = `select n.nspname::varchar, c.relname::varchar, a.attname::varchar from pg_constraint k
join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum = any (k.conkey)
where k.contype = 'p' order by n.nspname, c.relname, a.attnum`;

const keysSql: Readonly<Record<Dialect, string>> = {
  duckdb: `select schema_name, table_name, unnest(constraint_column_names) from duckdb_constraints()
where constraint_type = 'PRIMARY KEY' and database_name = current_database()`,
  postgres: catalogKeysSql,
  redshift: catalogKeysSql,
};

/**
 * Tables and views that a role can read, with columns and keys, ordered by name. Nothing of their content is read. Errors:
 * warehouse-* codes; `usage` for a schema that is not there.
 */
export async function readTables(warehouse: Warehouse, { schemas, signal, onTable }: ReadTablesOptions): Promise<FoundTables> {
  const { names, keys } = await catalog(warehouse, signal);
  const known = new Set(names.map(({ schema }) => schema));
  const strange = schemas.find((schema) => !known.has(schema));
  if (strange !== undefined) {
    throw new DatafeedError("usage", `There is no table in a schema "${strange}", or none that this role may see.`, {
      hint: `Schemas with tables: ${[...known].join(", ") || "none"}.`,
    });
  }
  const tables: SourceTable[] = [];
  const unreadable: string[] = [];
  for (const { schema, name } of names.filter((each) => schemas.length === 0 || schemas.includes(each.schema))) {
    onTable?.(`${schema}.${name}`);
    const sql = `select * from ${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
    try {
      const columns = await warehouse.describe({ sql, parameters: [] }, signal);
      tables.push({ schema, name, columns, primaryKey: keys.get(`${schema}.${name}`) ?? [] });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof DatafeedError && error.code === "warehouse-permission")) throw error;
      unreadable.push(`${schema}.${name}`);
    }
  }
  return { tables, unreadable };
}

interface Catalog {
  readonly names: readonly { readonly schema: string; readonly name: string }[];
  readonly keys: ReadonlyMap<string, readonly string[]>;
}

async function catalog(warehouse: Warehouse, signal: AbortSignal): Promise<Catalog> {
  const found: { tables: Cells; keys: Cells } = { tables: [], keys: [] };
  await using _reading = await warehouse.read(query("select 1"), {
    signal,
    before: async (snapshot) => {
      found.tables = await snapshot.ask(query(tablesSql));
      found.keys = await snapshot.ask(query(keysSql[warehouse.dialect]));
    },
  });
  const keys = new Map<string, string[]>();
  for (const [schema, table, column] of found.keys) {
    const name = `${schema}.${table}`;
    keys.set(name, [...(keys.get(name) ?? []), column ?? ""]);
  }
  return { names: found.tables.map(([schema, name]) => ({ schema: schema ?? "", name: name ?? "" })), keys };
}

type Cells = readonly (readonly (string | null)[])[];

function query(sql: string): Query {
  return { sql, parameters: [] };
}
