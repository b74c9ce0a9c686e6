import type { Query } from "../../runner/src/compile/plan.ts";
import type { PostgresConfig } from "../../runner/src/warehouse/postgres/postgres-config.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import type { TestDatabase } from "../support/test-database.ts";

export const never = new AbortController().signal;

export function configOf(database: TestDatabase, more: Partial<PostgresConfig> = {}): PostgresConfig {
  return {
    host: database.host,
    port: database.port,
    database: database.database,
    user: database.user,
    password: database.password,
    ssl: "disable",
    statementTimeoutMs: 60_000,
    maxQueries: 2,
    ...more,
  };
}

export function query(sql: string, ...values: string[]): Query {
  return { sql, parameters: values.map((value) => ({ value, type: "text", pii: false })) };
}

/** All cells of all rows, as text. */
export async function readAll(warehouse: Warehouse, asked: Query, signal = never): Promise<(string | null)[][]> {
  await using reading = await warehouse.read(asked, { signal });
  const rows: (string | null)[][] = [];
  for await (const batch of reading.batches) rows.push(...cellsOf(Buffer.from(batch)));
  if (reading.rows() !== rows.length) throw new Error(`${rows.length} rows came, ${reading.rows()} were sent`);
  return rows;
}

/** The cells of DataRow messages. */
export function cellsOf(batch: Buffer): (string | null)[][] {
  const rows: (string | null)[][] = [];
  for (let at = 0; at < batch.length; ) {
    const row: (string | null)[] = [];
    let cell = at + 7;
    for (let i = 0; i < batch.readInt16BE(at + 5); i++) {
      const length = batch.readInt32BE(cell);
      row.push(length < 0 ? null : batch.toString("utf8", cell + 4, cell + 4 + length));
      cell += 4 + Math.max(0, length);
    }
    rows.push(row);
    at += 1 + batch.readInt32BE(at + 1);
  }
  return rows;
}
