import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "../test/support/embedded-postgres.ts";

const entry = fileURLToPath(new URL("entries/dispatch.ts", import.meta.url));

/** One worker on a backlog of 100,000 windows of 1,000 extracts, for some seconds, on either ledger: its report. */
export async function benchDispatch(seconds = 60): Promise<string> {
  const server = await startPostgres({ fsync: "on" });
  const folder = mkdtempSync(join(tmpdir(), "datafeed-bench-dispatch-"));
  try {
    const ledgers = [
      ["SQLite", join(folder, "ledger.sqlite")],
      ["PostgreSQL", server.url],
    ] as const;
    return ledgers.map(([name, place]) => `## Dispatch, ledger in ${name}\n\n${run(place, folder, seconds)}`).join("\n");
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(place: string, folder: string, seconds: number): string {
  const args = ["--disable-warning=ExperimentalWarning", entry, place, folder, String(seconds)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`dispatch.ts failed: ${stderr}`);
  return stdout;
}
