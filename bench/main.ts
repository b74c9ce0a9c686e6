/**
 * The bench: starts a PostgreSQL of its own, fills it, and lets the variants take turns, so that noise of the machine hits
 * all of them alike. `node bench/main.ts [--rows N] [--rounds N] [--only TEXT] [--json FILE]`
 */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import pg from "pg";
import { startPostgres } from "../test/support/embedded-postgres.ts";
import { type Measurement, measure } from "./measure.ts";
import { asMarkdown, type Runs, summarise } from "./summary.ts";
import type { Variant } from "./variant.ts";
import { postgresCsv } from "./variants/postgres-csv.ts";
import { postgresNdjson } from "./variants/postgres-ndjson.ts";
import { postgresZip } from "./variants/postgres-zip.ts";

const variants: readonly Variant[] = [...postgresCsv, ...postgresNdjson, ...postgresZip];

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "2000000" },
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    json: { type: "string" },
  },
});
const rows = Number(values.rows);
const chosen = variants.filter(({ group, name }) => `${group} ${name}`.includes(values.only));

// The table fits into the cache and nothing waits for the disk: what is measured is the way of the bytes.
const server = await startPostgres({
  shared_buffers: "2GB",
  max_wal_size: "8GB",
  work_mem: "512MB",
  max_parallel_workers_per_gather: "0",
});
try {
  console.error(`Filling ${rows} rows.`);
  await fill(server.url, rows);
  const runs = takeTurns(chosen, Number(values.rounds), { postgresUrl: server.url });
  const summaries = summarise(runs);
  const machine = {
    cpu: cpus()[0]?.model ?? "",
    cores: cpus().length,
    node: process.version,
    rows,
    rounds: Number(values.rounds),
  };
  console.log(`${JSON.stringify(machine)}\n\n${asMarkdown(summaries)}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, summaries, runs }, null, 2)}\n`);
} finally {
  await server.stop();
}

async function fill(url: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const script = readFileSync(new URL("fill.sql", import.meta.url), "utf8").replaceAll("$ROWS", String(count));
    for (const statement of script.split(/;\n/).filter((text) => text.trim() !== "")) await client.query(statement);
  } finally {
    await client.end();
  }
}

function takeTurns(all: readonly Variant[], rounds: number, context: { readonly postgresUrl: string }): readonly Runs[] {
  const measurements = new Map<Variant, Measurement[]>(all.map((variant) => [variant, []]));
  // A round before the first: caches of disk and code are warm for everybody.
  for (let round = 0; round <= rounds; round++) {
    for (const variant of all) {
      const found = measure(variant, context);
      console.error(
        `round ${round}: ${variant.group}, ${variant.name}: ${found.wallSeconds.toFixed(2)} s, ${found.cpuSeconds.toFixed(2)} s CPU`,
      );
      if (round > 0) measurements.get(variant)?.push(found);
    }
  }
  return all.map((variant) => ({ variant, measurements: measurements.get(variant) ?? [] }));
}
