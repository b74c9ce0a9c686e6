import { quoteTable } from "../compile/dialects/identifier.ts";
import type { Plan, Query } from "../compile/plan.ts";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import { columnKey } from "../load/read-columns.ts";
import { openScratchPostgres } from "../warehouse/postgres/open-postgres.ts";
import type { PostgresConfig } from "../warehouse/postgres/postgres-config.ts";
import type { Session } from "../warehouse/postgres/session.ts";
import type { TestEngine } from "./engine.ts";
import type { FixtureTable } from "./fixture.ts";
import { type FixtureStatement, fixtureStatements } from "./fixture-sql.ts";
import { relationsIn } from "./relations-in.ts";

/**
 * A PostgreSQL database that the operator names. The tables of a test are made in the transaction that reads them, and rolled
 * back with it; one that is there already is not touched, and the query may read none but those that are given.
 */
export function postgresEngine(config: PostgresConfig): TestEngine {
  return {
    dialect: "postgres",
    title: "PostgreSQL",
    refusal: async (plan, tables) => {
      const far = tables.find(({ name }) => name.split(".").length > 2);
      if (far !== undefined) return `PostgreSQL can't make ${far.name}: a table in another database.`;
      for (const { sql } of queriesOf(plan)) await refuseOthers(sql, tables);
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

async function refuseOthers(sql: string, tables: readonly FixtureTable[]): Promise<void> {
  const given = new Set(tables.map(({ name }) => columnKey(name)));
  const missing = (await relationsIn(sql)).find((relation) => !given.has(columnKey(relation)));
  if (missing === undefined) return;
  throw new DatafeedError("test-table-missing", `The query reads ${missing}, which the test does not give.`, {
    hint: `Add it under \`given\`: ${missing}: []`,
  });
}

async function fill(session: Session, tables: readonly FixtureTable[]): Promise<void> {
  for (const { name } of tables) {
    const [[found = null] = []] = await session.ask("SELECT pg_catalog.to_regclass($1)::text", [quoteTable(name)]);
    if (found === null) continue;
    throw new DatafeedError(
      "test-table-exists",
      `${session.place} holds ${found} already; tests touch no table that is there.`,
      {
        hint: "Name an empty database.",
      },
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
