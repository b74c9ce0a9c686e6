/**
 * The bench: starts a PostgreSQL of its own, fills it and a DuckDB with the same rows, and lets the variants take turns, so
 * that noise of the machine hits all of them alike.
 * `npm run bench -- [--rows N] [--rounds N] [--only TEXT] [--json FILE] [--markdown FILE]`
 * `--only api`: the HTTP API alone, over ledgers full of outputs. `--only session`: what an editor waits for.
 * `--only language`: what an editor asks at each key stroke.
 * `--only plan`: plans of 2,000 documents against their parent commit.
 * `--only extension`: its size, how soon it is there, and how it loads 10,000 extracts.
 * `--only feeds [--part throughput|latency|memory|triggers|writers]`: a feed from PostgreSQL to a real Kafka.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startPostgres } from "../test/support/embedded-postgres.ts";
import { benchApi } from "./api.ts";
import { benchDispatch } from "./dispatch.ts";
import { benchExtension } from "./extension.ts";
import { benchFeeds } from "./feeds.ts";
import { benchLanguage } from "./language.ts";
import { writeManyExtracts } from "./many-extracts.ts";
import { type Measurement, measure } from "./measure.ts";
import { fillNested } from "./nested.ts";
import { benchPlan } from "./plan.ts";
import { buildCli, fillDuckdb, fillPostgres } from "./prepare.ts";
import { benchSession } from "./session.ts";
import { asMarkdown, type Runs, summarise } from "./summary.ts";
import type { BenchContext, Variant } from "./variant.ts";
import { duckdbCsv } from "./variants/duckdb-csv.ts";
import { nested } from "./variants/nested.ts";
import { postgresCsv } from "./variants/postgres-csv.ts";
import { postgresNdjson } from "./variants/postgres-ndjson.ts";
import { postgresZip } from "./variants/postgres-zip.ts";
import { reconcile } from "./variants/reconcile.ts";
import { startUp } from "./variants/start-up.ts";
import { validate } from "./variants/validate.ts";

const variants: readonly Variant[] = [
  ...postgresCsv,
  ...postgresZip,
  ...postgresNdjson,
  ...duckdbCsv,
  ...nested,
  ...startUp,
  ...validate,
  ...reconcile,
];

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "2000000" },
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    json: { type: "string" },
    markdown: { type: "string" },
    part: { type: "string", default: "" },
    changes: { type: "string", default: "200000" },
    events: { type: "string", default: "5000000" },
  },
});
const rows = Number(values.rows);
const chosen = variants.filter(({ group, name }) => `${group} ${name}`.includes(values.only));

if (values.only.startsWith("api")) {
  console.log(await benchApi());
  process.exit(0);
}
if (values.only === "dispatch") {
  console.log(await benchDispatch());
  process.exit(0);
}
if (values.only === "extension") {
  console.log(await benchExtension());
  process.exit(0);
}
if (values.only === "feeds") {
  const [changes, events] = [Number(values.changes), Number(values.events)];
  const report = await benchFeeds({ changes, events, rounds: Number(values.rounds), part: values.part });
  console.log(report);
  if (values.markdown !== undefined) writeFileSync(values.markdown, `${report}\n`);
  process.exit(0);
}
if (values.only === "session") {
  console.log(await benchSession());
  process.exit(0);
}
if (values.only === "plan") {
  console.log(await benchPlan(Number(values.rounds)));
  process.exit(0);
}
if (values.only === "language") {
  console.log(benchLanguage());
  process.exit(0);
}
buildCli();
const folder = mkdtempSync(join(tmpdir(), "datafeed-bench-data-"));
// The table fits into the cache and nothing waits for the disk: what is measured is the way of the bytes.
const server = await startPostgres({
  shared_buffers: "2GB",
  max_wal_size: "8GB",
  work_mem: "512MB",
  max_parallel_workers_per_gather: "0",
});
try {
  const context = { postgresUrl: server.url, duckdbFile: join(folder, "warehouse.duckdb"), manyExtracts: join(folder, "many") };
  console.error(`Filling ${rows} rows.`);
  if (chosen.some((variant) => !nested.includes(variant))) {
    await fillPostgres(context.postgresUrl, rows);
    await fillDuckdb(context.postgresUrl, context.duckdbFile);
  }
  if (chosen.some((variant) => nested.includes(variant))) await fillNested(context.postgresUrl, context.duckdbFile, rows);
  writeManyExtracts(context.manyExtracts);
  const runs = takeTurns(chosen, Number(values.rounds), context);
  const summaries = summarise(runs);
  const machine = {
    cpu: cpus()[0]?.model ?? "",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    rows,
    rounds: Number(values.rounds),
  };
  const language = values.only === "" ? `\n${benchLanguage()}` : "";
  const markdown = `${JSON.stringify(machine)}\n\n${asMarkdown(summaries)}\n${language}`;
  console.log(markdown);
  if (values.markdown !== undefined) writeFileSync(values.markdown, markdown);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, summaries, runs }, null, 2)}\n`);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

function takeTurns(all: readonly Variant[], rounds: number, context: Omit<BenchContext, "folder">): readonly Runs[] {
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
