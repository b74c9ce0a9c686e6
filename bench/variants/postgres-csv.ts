import { fileURLToPath } from "node:url";
import { interactionsSql, type Order } from "../interactions.ts";
import type { BenchContext, Command, Variant } from "../variant.ts";

const entry = (name: string): string => fileURLToPath(new URL(`../entries/${name}.ts`, import.meta.url));

/** Our own way, the rooms called directly. */
export function extract({ postgresUrl, folder }: BenchContext, format: string, compress: string, order: Order): Command {
  return [process.execPath, entry("extract"), postgresUrl, folder, format, compress, order];
}

/** `psql \copy (…) to file`, as an operator would type it. */
export function copy({ postgresUrl, folder }: BenchContext, sql: string, options: string): Command {
  return [
    "psql",
    postgresUrl,
    "--no-psqlrc",
    "--quiet",
    "--set=ON_ERROR_STOP=1",
    "--command",
    `\\copy (${sql}) to '${folder}/out.csv' ${options}`,
  ];
}

function group(order: Order): readonly Variant[] {
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
      name: "datafeed: read, encode, hash, write, sync",
      bounds: { wall: 1, cpu: 1.9, residentMb: 120 },
      commands: (context) => [extract(context, "csv", "none", order)],
    },
  ];
}

export const postgresCsv: readonly Variant[] = [
  ...group("none"),
  {
    group: "PostgreSQL to CSV file",
    name: "pg-query-stream + csv-stringify",
    commands: ({ postgresUrl, folder }) => [[process.execPath, entry("query-stream"), postgresUrl, folder]],
  },
  ...group("key"),
];
