import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import { qualified } from "../../runner/src/sample/table-sql.ts";
import type { Table, TableColumn } from "../../runner/src/sample/tables.ts";

/** Rows of a sample table, each cell as text that is the same in both engines, in key order. */
export type Dump = readonly (readonly (string | null)[])[];

/** Reads a table of a DuckDB file. */
export async function dumpDuckdb(file: string, table: Table): Promise<Dump> {
  const rows = await queryDuckdb(
    file,
    selectAll(table, (column) => `epoch_us(${column})`),
  );
  return normalised(table, rows);
}

/** Runs a query on a DuckDB file, cells as JavaScript values. */
export async function queryDuckdb(file: string, sql: string): Promise<readonly (readonly unknown[])[]> {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  try {
    const connection = await instance.connect();
    await connection.run("set timezone = 'UTC'");
    const reader = await connection.runAndReadAll(sql);
    const rows = reader.getRowsJson();
    connection.closeSync();
    return rows;
  } finally {
    instance.closeSync();
  }
}

/** Reads a table of a PostgreSQL database. */
export async function dumpPostgres(url: string, table: Table): Promise<Dump> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set timezone = 'UTC'");
    const sql = selectAll(table, (column) => `(extract(epoch from ${column}) * 1000000)::bigint`);
    const { rows } = await client.query<(string | null)[]>({ text: sql, rowMode: "array" });
    return normalised(table, rows);
  } finally {
    await client.end();
  }
}

function selectAll(table: Table, microseconds: (column: string) => string): string {
  const cell = ({ name, kind }: TableColumn) =>
    // The mark in front keeps a leading byte order mark, which the JavaScript driver of DuckDB drops.
    `'=' || ${kind === "instant" || kind === "utc-naive" ? microseconds(name) : name}::varchar`;
  return `select ${table.columns.map(cell).join(", ")} from ${qualified(table)}`;
}

/** JSON with sorted keys, and the rows sorted here: the engines sort text by rules of their own. */
function normalised(table: Table, rows: readonly (readonly unknown[])[]): Dump {
  const cells = rows.map((row) =>
    row.map((cell, index) => {
      if (cell === null) return null;
      const text = String(cell).slice(1);
      const kind = table.columns[index]?.kind;
      return kind === "json" ? sortedJson(text) : kind === "float64" ? String(Number(text)) : text;
    }),
  );
  const key = (row: readonly (string | null)[]) => JSON.stringify(row);
  return cells.sort((left, right) => (key(left) < key(right) ? -1 : 1));
}

function sortedJson(text: string): string {
  return JSON.stringify(JSON.parse(text), (_key, value: unknown) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
      : value,
  );
}
