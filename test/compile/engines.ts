import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import type { Query } from "../../runner/src/compile/plan.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { type Cell, eventColumns, events, turnColumns, turns } from "./nasty-data.ts";

/** A real engine with the nasty data in it. Rows come as the engine's own text. */
export interface Engine {
  readonly dialect: "duckdb" | "postgres";
  run(query: Query): Promise<readonly (readonly (string | null)[])[]>;
  close(): Promise<void>;
}

export async function openDuckdb(): Promise<Engine> {
  const instance = await DuckDBInstance.create(":memory:", { autoinstall_known_extensions: "false" });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const run = async (sql: string, values: readonly (string | null)[] = []) => {
    const reader = await connection.runAndReadAll(sql, [...values]);
    return reader.getRowsJson() as (string | null)[][];
  };
  await fill((sql, values) => run(sql, values), "duckdb");
  return {
    dialect: "duckdb",
    run: ({ sql, parameters }) =>
      run(
        `SELECT COLUMNS(*)::varchar FROM (\n${sql}\n)`,
        parameters.map(({ value }) => value),
      ),
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** `options` are those of CREATE DATABASE. */
export async function openPostgres(options = ""): Promise<Engine> {
  const database = await createTestDatabase(options);
  const client = new pg.Client({
    connectionString: database.url,
    types: { getTypeParser: () => (text: string | Buffer) => text as string },
  });
  await client.connect();
  await client.query("SET TimeZone = 'UTC'");
  const run = async (text: string, values: readonly (string | null)[] = []) => {
    const { rows } = await client.query({ text, values: [...values], rowMode: "array" });
    return rows as (string | null)[][];
  };
  await fill((sql, values) => run(sql, values), "postgres");
  return {
    dialect: "postgres",
    run: ({ sql, parameters }) =>
      run(
        sql,
        parameters.map(({ value }) => value),
      ),
    close: async () => {
      await client.end();
      await database.drop();
    },
  };
}

async function fill(
  run: (sql: string, values?: readonly Cell[]) => Promise<unknown>,
  engine: Engine["dialect"],
): Promise<void> {
  await run(`CREATE SCHEMA reporting`);
  for (const [table, columns, rows] of [
    ["events", eventColumns, events],
    ["turns", turnColumns, turns],
  ] as const) {
    const names = Object.keys(columns);
    const types = Object.values(columns);
    const bytes = engine === "duckdb" ? "blob" : "bytea";
    const definitions = names.map((name, at) => `"${name.replaceAll('"', '""')}" ${types[at] === "bytes" ? bytes : types[at]}`);
    await run(`CREATE TABLE reporting.${table} (${definitions.join(", ")})`);
    const values = types.map((type, at) => {
      if (type === "bytes") return engine === "duckdb" ? `unhex($${at + 1}::varchar)` : `decode($${at + 1}, 'hex')`;
      return `$${at + 1}::${type}`;
    });
    for (const row of rows) await run(`INSERT INTO reporting.${table} VALUES (${values.join(", ")})`, row);
  }
}
