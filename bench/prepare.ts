import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import { builtCli, interactionsSql } from "./project.ts";

/** Fills PostgreSQL with so many rows of 24 columns. */
export async function fillPostgres(url: string, rows: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const script = readFileSync(new URL("fill.sql", import.meta.url), "utf8").replaceAll("$ROWS", String(rows));
    for (const statement of script.split(/;\n/).filter((text) => text.trim() !== "")) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Fills a DuckDB file with the same rows, in the same order. */
export async function fillDuckdb(postgresUrl: string, file: string): Promise<void> {
  const csv = `${file}.csv`;
  execFileSync("psql", [
    postgresUrl,
    "--no-psqlrc",
    "--quiet",
    "--command",
    `\\copy (${interactionsSql("none")}) to '${csv}' csv header`,
  ]);
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const types = `{'interaction_id': 'UUID', 'tenant_id': 'INTEGER', 'started_at': 'TIMESTAMPTZ', 'ended_at': 'TIMESTAMPTZ',
    'channel': 'VARCHAR', 'direction': 'VARCHAR', 'queue_id': 'INTEGER', 'queue_name': 'VARCHAR', 'agent_id': 'INTEGER',
    'agent_name': 'VARCHAR', 'customer_id': 'BIGINT', 'ani': 'VARCHAR', 'dnis': 'VARCHAR', 'wait_seconds': 'INTEGER',
    'talk_seconds': 'INTEGER', 'hold_seconds': 'INTEGER', 'wrap_up_seconds': 'INTEGER', 'transfers': 'SMALLINT',
    'abandoned': 'BOOLEAN', 'satisfaction': 'DECIMAL(3,1)', 'disposition': 'VARCHAR', 'subject': 'VARCHAR',
    'notes': 'VARCHAR', 'cost': 'DECIMAL(10,4)'}`;
  await connection.run(
    `CREATE TABLE interactions AS FROM read_csv('${csv}', header = true, auto_detect = false, quote = '"', escape = '"', delim = ',', parallel = false, columns = ${types})`,
  );
  connection.closeSync();
  instance.closeSync();
  rmSync(csv);
}

/** The bench measures what is shipped: builds the bundle. */
export function buildCli(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, "../runner/build.ts")], { stdio: "inherit" });
  if (!existsSync(builtCli)) throw new Error(`${builtCli} was not built.`);
}
