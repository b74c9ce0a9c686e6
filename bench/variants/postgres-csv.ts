import { fileURLToPath } from "node:url";
import { type BenchExtract, interactionsSql, runExtract } from "../project.ts";
import type { BenchContext, Command, Variant } from "../variant.ts";

/** `psql \copy (…) to file`, as an operator would type it. */
export function copy({ postgresUrl, folder }: BenchContext, sql: string, options: string): Command {
  const statement = `\\copy (${sql}) to '${folder}/out.csv' ${options}`;
  return ["psql", postgresUrl, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--command", statement];
}

function group(order: BenchExtract["order"]): readonly Variant[] {
  const name = order === "none" ? "PostgreSQL to CSV file" : "PostgreSQL to CSV file, ordered";
  return [
    {
      group: name,
      name: "psql \\copy, then sync",
      baseline: true,
      commands: (context) => [copy(context, interactionsSql(order), "csv header"), ["sync", `${context.folder}/out.csv`]],
    },
    {
      group: name,
      name: "datafeed run",
      bounds: { wall: 1, cpu: 1.9, residentMb: 120 },
      commands: (context) => [runExtract(context, { warehouse: "postgres", format: "csv", compress: "none", order })],
    },
  ];
}

const queryStream = fileURLToPath(new URL("../entries/query-stream.ts", import.meta.url));

export const postgresCsv: readonly Variant[] = [
  ...group("none"),
  {
    group: "PostgreSQL to CSV file",
    name: "pg-query-stream + csv-stringify",
    commands: ({ postgresUrl, folder }) => [[process.execPath, queryStream, postgresUrl, folder]],
  },
  ...group("key"),
];
