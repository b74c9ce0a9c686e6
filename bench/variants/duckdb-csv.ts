import { fileURLToPath } from "node:url";
import { runExtract } from "../project.ts";
import type { BenchContext, Command, Variant } from "../variant.ts";

const group = "DuckDB to CSV file";
const entry = fileURLToPath(new URL("../entries/duckdb-copy.ts", import.meta.url));

function copy({ duckdbFile, folder }: BenchContext, select: "canonical" | "plain"): Command {
  return [process.execPath, entry, duckdbFile, `${folder}/out.csv`, select];
}

export const duckdbCsv: readonly Variant[] = [
  {
    group,
    name: "COPY of the same canonical select, then sync",
    baseline: true,
    commands: (context) => [copy(context, "canonical"), ["sync", `${context.folder}/out.csv`]],
  },
  {
    group,
    name: "plain COPY, then sync",
    commands: (context) => [copy(context, "plain"), ["sync", `${context.folder}/out.csv`]],
  },
  {
    group,
    name: "datafeed run",
    bounds: { wall: 1.3 },
    commands: (context) => [runExtract(context, { warehouse: "duckdb", format: "csv", compress: "none", order: "none" })],
  },
];
