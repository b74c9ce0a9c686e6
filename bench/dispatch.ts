import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startPostgres } from "../test/support/embedded-postgres.ts";

const entry = fileURLToPath(new URL("entries/dispatch.ts", import.meta.url));

/** One worker on a backlog of 100,000 windows of 1,000 extracts, for some seconds, on either ledger: its report. */
export async function benchDispatch(seconds = 40): Promise<string> {
  const server = await startPostgres({ fsync: "on" });
  const folder = mkdtempSync(join(tmpdir(), "datafeed-bench-dispatch-"));
  try {
    const ledgers = [
      ["SQLite", join(folder, "ledger.sqlite")],
      ["PostgreSQL", server.url],
    ] as const;
    const reports: string[] = [];
    for (const [name, place] of ledgers) {
      reports.push(`## Dispatch, ledger in ${name}\n\n${await run(place, folder, seconds)}`);
    }
    return reports.join("\n");
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Not spawnSync: PostgreSQL, a child of ours, stands still when nobody reads what it logs. */
async function run(place: string, folder: string, seconds: number): Promise<string> {
  const args = ["--disable-warning=ExperimentalWarning", entry, place, folder, String(seconds)];
  return (await promisify(execFile)(process.execPath, args)).stdout;
}
