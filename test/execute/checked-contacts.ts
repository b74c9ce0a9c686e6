import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import { compileExtract } from "../../runner/src/compile/compile-extract.ts";
import type { Plan } from "../../runner/src/compile/plan.ts";
import type { Template } from "../../runner/src/load/project-documents.ts";
import type { Dialect } from "../../runner/src/load/types.ts";
import { openDuckdb } from "../../runner/src/warehouse/duckdb/open-duckdb.ts";
import { openPostgres } from "../../runner/src/warehouse/postgres/open-postgres.ts";
import { openRedshift } from "../../runner/src/warehouse/redshift/open-redshift.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import type { DocumentCheck } from "../../schemas/generated/documents.ts";
import { type ExtractOfCase, resolvedExtract } from "../compile/extracts.ts";
import { startManners } from "../support/redshift-manners.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { configOf } from "../warehouse/postgres-support.ts";

/** A real warehouse with a table of contacts, which a test may change. */
export interface Contacts extends AsyncDisposable {
  readonly warehouse: Warehouse;
  /** Changes the table: PostgreSQL's from another connection; DuckDB's file has to be closed for that. */
  change?(sql: string): Promise<void>;
}

/**
 * On March 2 three contacts: one without a channel, two with the same phone. On March 3 thirteen, of which all but the first have
 * a channel that nobody knows, the last at 22:00; on March 4 none.
 */
const fill = `
  create schema reporting;
  create table reporting.contacts (id text, part integer, started timestamptz, channel text, phone text, turns integer);
  insert into reporting.contacts values
    ('a', 1, '2026-03-02T08:00:00Z', 'Voice', '+15550100', 1),
    ('b', 1, '2026-03-02T09:00:00Z', null, '+15550100', 2),
    ('c', 1, '2026-03-02T23:30:00Z', 'SMS', null, null);
  insert into reporting.contacts
    select 'n' || i, i, '2026-03-03T10:00:00Z'::timestamptz + i * interval '1 hour', case when i = 0 then 'Voice' else 'Fax' end, null, i
    from generate_series(0, 12) as s(i);`;

/** Redshift is PostgreSQL behind its driver, its dialect and its manners. */
export async function openContacts(dialect: Dialect): Promise<Contacts> {
  return dialect === "duckdb" ? inDuckdb() : inPostgres(dialect);
}

async function inDuckdb(): Promise<Contacts> {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-checks-"));
  const database = await DuckDBInstance.create(join(folder, "contacts.duckdb"));
  const connection = await database.connect();
  await connection.run(`set timezone = 'UTC'; ${fill}`);
  connection.closeSync();
  database.closeSync();
  const warehouse = openDuckdb("sample", { type: "duckdb", path: "contacts.duckdb" }, folder);
  return {
    warehouse,
    [Symbol.asyncDispose]: async () => {
      await warehouse[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

async function inPostgres(dialect: Dialect): Promise<Contacts> {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(fill);
  const manners = dialect === "redshift" ? await startManners(database.host, database.port, "Redshift 1.0.99999") : undefined;
  const warehouse =
    manners === undefined
      ? openPostgres("sample", configOf(database))
      : openRedshift("sample", { ...configOf(database, { port: manners.port }), readOnly: true });
  return {
    warehouse,
    change: async (sql) => {
      await client.query(sql);
    },
    [Symbol.asyncDispose]: async () => {
      await warehouse[Symbol.asyncDispose]();
      await manners?.[Symbol.asyncDispose]();
      await client.end();
      await database.drop();
    },
  };
}

export const contacts: Template = {
  kind: "Template",
  name: "Contacts",
  source: { table: "reporting.contacts" },
  time: { field: "Started" },
  key: ["Contact ID", "Part"],
  parameters: { most: 1 },
  fields: {
    "Contact ID": { column: "id", type: "string" },
    Part: { column: "part", type: "integer" },
    Started: { column: "started", type: "instant" },
    Channel: { column: "channel", type: "string" },
    Phone: { column: "phone", type: "string", pii: "phone" },
    Turns: { column: "turns", type: "integer" },
  },
};

/** A plan for a day of March 2026 whose rows are checked. */
export function checkedPlan(
  { dialect }: Pick<Warehouse, "dialect">,
  day: number,
  checks: readonly DocumentCheck[],
  more: Partial<ExtractOfCase> = {},
): Plan {
  const at = (number: number) => `2026-03-${String(number).padStart(2, "0")}T00:00:00.000Z`;
  const extract = resolvedExtract({ name: "contacts", template: contacts, output: { compress: "none" }, checks, ...more });
  const window = { start: at(day), end: at(day + 1), timezone: "UTC" };
  return compileExtract(extract, { kind: "Daily", window, dialect, today: "2026-11-20" });
}
