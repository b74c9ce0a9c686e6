import { spawnSync } from "node:child_process";
import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillNested, runNested } from "../../bench/nested.ts";
import { buildCli } from "../../bench/prepare.ts";
import { startPostgres } from "../support/embedded-postgres.ts";

/** Lines in a message, and what a message becomes. */
const lines = 66;
const messageBytes = 2_155;

/**
 * Writes a JSON array of nested records from PostgreSQL and from DuckDB, a fifth of `gigabytes` and then all of it, and says
 * how much memory the runner took. Both must write the same bytes. Needs four times as much room on the disk.
 */
export async function soakNested(gigabytes: number): Promise<string> {
  buildCli();
  const rows: string[] = [];
  for (const size of [gigabytes / 5, gigabytes]) rows.push(...(await soakSize(size)));
  const head =
    "| warehouse | records | output GB | took s | runner's CPU s | peak resident MB |\n|---|---:|---:|---:|---:|---:|";
  return [head, ...rows].join("\n");
}

async function soakSize(gigabytes: number): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "datafeed-nested-"));
  const server = await startPostgres({ shared_buffers: "1GB", max_wal_size: "8GB" });
  try {
    const context = { postgresUrl: server.url, duckdbFile: join(folder, "warehouse.duckdb"), folder };
    await fillNested(server.url, context.duckdbFile, Math.round((gigabytes * 1e9) / messageBytes), lines);
    const found = [];
    for (const warehouse of ["postgres", "duckdb"] as const) found.push({ warehouse, ...(await soakRun(context, warehouse)) });
    if (new Set(found.map(({ sha256 }) => sha256)).size !== 1) throw new Error("The two engines gave different bytes.");
    return found.map(({ warehouse, records, bytes, seconds, cpu, residentMb }) => {
      const cells = [(bytes / 1e9).toFixed(2), seconds.toFixed(0), cpu.toFixed(0), residentMb.toFixed(0)];
      return `| ${[warehouse, records.toLocaleString("en"), ...cells].join(" | ")} |`;
    });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function soakRun(context: Parameters<typeof runNested>[0], warehouse: "postgres" | "duckdb") {
  const folder = mkdtempSync(join(context.folder, "run-"));
  const report = join(context.folder, `${warehouse}.time`);
  const [program, ...parameters] = runNested({ ...context, folder }, warehouse);
  const started = performance.now();
  const run = spawnSync("/usr/bin/time", ["-o", report, "-f", "%U %S %M", program, ...parameters], { encoding: "utf8" });
  const seconds = (performance.now() - started) / 1000;
  if (run.status !== 0) throw new Error(`The run from ${warehouse} failed: ${run.stdout}${run.stderr}`);
  const [user = 0, system = 0, kilobytes = 0] = readFileSync(report, "utf8").trim().split(" ").map(Number);
  const { output } = JSON.parse(run.stdout).outcomes[0];
  const file = readdirSync(folder).find((name) => name.endsWith(".json") && !name.endsWith(".manifest.json")) ?? "";
  const records = await countRecords(join(folder, file));
  if (records !== output.rows) throw new Error(`${output.rows} rows were said, ${records} stand in the file.`);
  rmSync(folder, { recursive: true, force: true });
  return { records, bytes: output.bytes, sha256: output.sha256, seconds, cpu: user + system, residentMb: kilobytes / 1024 };
}

/** Objects of the array: one a line. */
async function countRecords(file: string): Promise<number> {
  let lineFeeds = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lineFeeds += 1;
  }
  // `[` and `]` stand on lines of their own.
  return lineFeeds - 2;
}
