import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { openDuckdb } from "../../../runner/src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../../../runner/src/warehouse/warehouse.ts";

/** Calls in a DuckDB file. Whoever writes has the file for itself, so it is opened for each. */
export interface DuckdbCalls extends AsyncDisposable {
  write(sql: string): Promise<void>;
  warehouse(): Warehouse;
}

export async function openDuckdbCalls(): Promise<DuckdbCalls> {
  const folder = mkdtempSync(join(tmpdir(), "datafeed-lookback-"));
  const path = join(folder, "calls.duckdb");
  const write = async (sql: string): Promise<void> => {
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run(sql);
    connection.closeSync();
    instance.closeSync();
  };
  await write(
    "create schema reporting; create table reporting.calls (id bigint, external_id varchar, created_at timestamptz, rating integer)",
  );
  return {
    write,
    warehouse: () => openDuckdb("w", { type: "duckdb", path }, folder),
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }),
  };
}
