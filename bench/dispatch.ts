import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { startPostgres } from "../test/support/embedded-postgres.ts";

const dispatch = fileURLToPath(new URL("entries/dispatch.ts", import.meta.url));
const due = fileURLToPath(new URL("entries/due.ts", import.meta.url));

const looks = `| extracts | free | after ANALYZE | all but one at a full warehouse | all but one paused |
|---:|---:|---:|---:|---:|`;

/**
 * One worker on a backlog of 100,000 windows of 1,000 extracts, for some seconds, and one look at as many windows of 1, 100 and
 * 10,000 extracts, on either ledger: the report.
 */
export async function benchDispatch(seconds = 40): Promise<string> {
  const server = await startPostgres({ fsync: "on" });
  const folder = mkdtempSync(join(tmpdir(), "datafeed-bench-dispatch-"));
  try {
    const ledgers = [
      ["SQLite", async (name: string) => join(folder, `${name}.sqlite`)],
      ["PostgreSQL", (name: string) => database(server.url, name)],
    ] as const;
    const reports: string[] = [];
    for (const [name, place] of ledgers) {
      reports.push(
        `\n## Dispatch, ledger in ${name}\n\n${await run(dispatch, await place("dispatch"), folder, String(seconds))}`,
      );
      reports.push(`\nOne look at 100,000 owed windows, median in ms:\n\n${looks}`);
      for (const extracts of ["1", "100", "10000"]) reports.push(await run(due, await place(`due_${extracts}`), extracts));
    }
    return reports.join("\n");
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Not spawnSync: PostgreSQL, a child of ours, stands still when nobody reads what it logs. */
async function run(entry: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--disable-warning=ExperimentalWarning", entry, ...args]);
  return stdout.trimEnd();
}

async function database(url: string, name: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`create database ${pg.escapeIdentifier(name)}`);
  await client.end();
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}
