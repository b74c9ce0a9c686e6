import { interactionsSql, runExtract } from "../project.ts";
import type { Variant } from "../variant.ts";
import { copy } from "./postgres-csv.ts";

const group = "PostgreSQL to CSV in a ZIP";

export const postgresZip: readonly Variant[] = [
  {
    group,
    name: "psql \\copy, then zip -6",
    baseline: true,
    commands: (context) => [
      copy(context, interactionsSql("none"), "csv header"),
      ["zip", "-6", "-q", "-j", "-m", `${context.folder}/out.zip`, `${context.folder}/out.csv`],
    ],
  },
  {
    group,
    name: "datafeed run",
    bounds: { wall: 0.6 },
    commands: (context) => [runExtract(context, { warehouse: "postgres", format: "csv", compress: "zip", order: "none" })],
  },
];
