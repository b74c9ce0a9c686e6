import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import { openScratchDuckdb } from "../warehouse/duckdb/open-duckdb.ts";
import type { TestEngine } from "./engine.ts";
import { fixtureStatements } from "./fixture-sql.ts";

/** DuckDB in memory: an engine for each test, locked when its tables are there. */
export const duckdbEngine: TestEngine = {
  dialect: "duckdb",
  title: "DuckDB",
  refusal: async () => undefined,
  open: (tables, folder) =>
    openScratchDuckdb("duckdb", folder, async (connection) => {
      for (const { sql, values, table } of fixtureStatements(tables, "duckdb")) {
        try {
          await connection.run(sql, [...values]);
        } catch (error) {
          throw new DatafeedError("test-fixture-refused", `DuckDB refuses what is given of ${table}: ${messageOf(error)}`, {
            cause: error,
          });
        }
      }
    }),
};
