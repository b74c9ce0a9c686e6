import { fileURLToPath } from "node:url";
import { nestedSql, runNested } from "../nested.ts";
import type { Variant } from "../variant.ts";
import { copy } from "./postgres-csv.ts";

const postgres = "PostgreSQL, nested JSON";
const duckdb = "DuckDB, nested JSON";
/** CSV with marks that no JSON holds: one line of plain JSON a row. */
const plainLines = "(format csv, quote e'\\x01', delimiter e'\\x02')";
const aggregated = nestedSql((object, order) => `coalesce(json_agg(json_build_object(${object}) order by ${order}), '[]')`);
const entry = fileURLToPath(new URL("../entries/duckdb-nested.ts", import.meta.url));

export const nested: readonly Variant[] = [
  {
    group: postgres,
    name: "psql \\copy of json_agg, then sync",
    baseline: true,
    commands: (context) => [
      copy(context, `select row_to_json(t) from (${aggregated}) t`, plainLines),
      ["sync", `${context.folder}/out.csv`],
    ],
  },
  {
    group: postgres,
    name: "datafeed run",
    bounds: { wall: 1.1, residentMb: 160 },
    commands: (context) => [runNested(context, "postgres")],
  },
  {
    group: duckdb,
    name: "COPY of to_json(list), all memory, then sync",
    baseline: true,
    commands: (context) => [
      [process.execPath, entry, context.duckdbFile, `${context.folder}/out.json`],
      ["sync", `${context.folder}/out.json`],
    ],
  },
  { group: duckdb, name: "datafeed run, 1 GB", commands: (context) => [runNested(context, "duckdb")] },
];
