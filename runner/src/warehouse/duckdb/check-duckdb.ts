import { stat } from "node:fs/promises";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { Check } from "../warehouse.ts";
import type { DuckdbConfig } from "./duckdb-config.ts";
import type { DuckdbSession } from "./duckdb-session.ts";

const noParameters = { sql: "", parameters: [] } as const;

/** In the unit in which DuckDB tells its memory. */
async function sizeOf(file: string): Promise<string> {
  return `${((await stat(file)).size / 2 ** 20).toFixed(1)} MiB`;
}

/** What `doctor` says of a DuckDB warehouse. */
export async function checkDuckdb(config: DuckdbConfig, open: () => Promise<DuckdbSession>): Promise<readonly Check[]> {
  try {
    await using session = await open();
    const text = async (sql: string): Promise<string> => String((await session.rows(sql, noParameters))[0]?.[0]);
    const setting = (name: string): Promise<string> => text(`SELECT current_setting('${name}')::VARCHAR`);
    const outside = await setting("enable_external_access");
    const locked = await setting("lock_configuration");
    const tables = await text("SELECT count(*) FROM information_schema.tables");
    return [
      { name: "version", ok: true, detail: `DuckDB ${await text("SELECT version()")}` },
      {
        name: "file",
        ok: true,
        detail: config.file === undefined ? "in memory" : `${config.file} (${await sizeOf(config.file)}), read only`,
      },
      { name: "tables", ok: tables !== "0", detail: `${tables} tables and views` },
      {
        name: "sandbox",
        ok: outside === "false" && locked === "true",
        detail: `extensions off, configuration ${locked === "true" ? "locked" : "not locked"}, files: ${config.engine.folders.join(", ")}`,
      },
      { name: "time zone", ok: (await setting("TimeZone")) === "UTC", detail: await setting("TimeZone") },
      {
        name: "limits",
        ok: true,
        detail: `${await setting("memory_limit")} memory, ${await setting("threads")} threads, ${config.maxQueries} queries`,
      },
    ];
  } catch (error) {
    if (!(error instanceof DatafeedError)) throw error;
    return [{ name: "open", ok: false, detail: [error.message, error.hint].filter(Boolean).join(" ") }];
  }
}
