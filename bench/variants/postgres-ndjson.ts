import { interactionsSql, runExtract } from "../project.ts";
import type { Variant } from "../variant.ts";
import { copy } from "./postgres-csv.ts";

const group = "PostgreSQL to NDJSON file";
/** CSV with marks that no JSON holds: one line of plain JSON a row. */
const plainLines = "(format csv, quote e'\\x01', delimiter e'\\x02')";

export const postgresNdjson: readonly Variant[] = [
  {
    group,
    name: "psql \\copy of row_to_json, then sync",
    baseline: true,
    commands: (context) => [
      copy(context, `select row_to_json(t) from (${interactionsSql("none")}) t`, plainLines),
      ["sync", `${context.folder}/out.csv`],
    ],
  },
  {
    group,
    name: "datafeed run",
    bounds: { wall: 0.5 },
    commands: (context) => [runExtract(context, { warehouse: "postgres", format: "ndjson", compress: "none", order: "none" })],
  },
];
