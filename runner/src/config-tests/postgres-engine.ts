import { quoteTable } from "../compile/dialects/identifier.ts";
import type { Plan, Query } from "../compile/plan.ts";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import { openScratchPostgres } from "../warehouse/postgres/open-postgres.ts";
import type { PostgresConfig } from "../warehouse/postgres/postgres-config.ts";
import type { Session } from "../warehouse/postgres/session.ts";
import type { TestEngine } from "./engine.ts";
import type { FixtureTable } from "./fixture.ts";
import { type FixtureStatement, fixtureStatements } from "./fixture-sql.ts";
import { refuseReads } from "./refuse-reads.ts";

/**
 * An empty PostgreSQL database that the operator names; one that is not empty is refused. The tables of a test are made in the
 * transaction that reads them, and rolled back with it. A query is refused unless it reads none but those that are given, by
 * functions that are known to read nothing but their arguments.
 */
export function postgresEngine(config: PostgresConfig): TestEngine {
  return {
    dialect: "postgres",
    title: "PostgreSQL",
    refusal: async (plan, tables) => {
      const far = tables.find(({ name }) => name.split(".").length > 2);
      if (far !== undefined) return `PostgreSQL can't make ${far.name}: a table in another database.`;
      for (const { sql } of queriesOf(plan)) {
        const refusal = await refuseReads(sql, tables);
        if (refusal !== undefined) return refusal;
      }
      return undefined;
    },
    open: (tables) => openScratchPostgres("tests", config, (session) => fill(session, tables)),
  };
}

/** All that may be asked: of a check with SQL of its own its SELECT alone, which the counts have inside. */
function queriesOf({ query, count, checks }: Plan): readonly Query[] {
  const keys = checks?.checks.flatMap((check) => check.keys ?? []) ?? [];
  return [query, count, ...(checks?.counts ?? []), ...keys];
}

/** A table, view or function that somebody made: whatever is not the server's own, nor another session's for the time being. */
const somebodys = `
  SELECT pg_catalog.format('the table or view %I.%I', n.nspname, c.relname)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname !~ '^pg_|^information_schema$' AND c.relkind = ANY ('{r,p,v,m,f}')
  UNION ALL
  SELECT pg_catalog.format('the function %I.%I', n.nspname, p.proname)
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname !~ '^pg_|^information_schema$'
  LIMIT 1`;

async function fill(session: Session, tables: readonly FixtureTable[]): Promise<void> {
  // As the parser read the query.
  await session.query("SET LOCAL standard_conforming_strings TO on");
  const [[used = null] = []] = await session.ask(somebodys);
  if (used !== null) {
    throw new DatafeedError("test-database-used", `${session.place} is not empty: it holds ${used}.`, {
      hint: "Name a database for tests alone, made by: createdb --template template0.",
    });
  }
  for (const { name } of tables) {
    const [[found = null] = []] = await session.ask("SELECT pg_catalog.to_regclass($1)::text", [quoteTable(name)]);
    if (found === null) continue;
    throw new DatafeedError(
      "test-table-exists",
      `${session.place} holds ${found} already; tests touch no table that is there.`,
      { hint: "Give the table another name." },
    );
  }
  for (const statement of fixtureStatements(tables, "postgres")) await make(session, statement);
}

async function make(session: Session, { sql, values, table, schema }: FixtureStatement): Promise<void> {
  try {
    if (schema !== undefined) {
      // Who may not make schemas may still make tables in one that is there.
      const [[found = null] = []] = await session.ask("SELECT pg_catalog.to_regnamespace($1)::text", [schema]);
      if (found !== null) return;
    }
    await session.ask(sql, values);
  } catch (error) {
    throw new DatafeedError("test-fixture-refused", `PostgreSQL refuses what is given of ${table}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
