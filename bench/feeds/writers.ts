import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { changeTableDdl } from "../../runner/src/feeds/sources/change-table-ddl.ts";
import { callsTable, feedOf } from "../../test/feeds/sources/calls.ts";
import { startPostgres } from "../../test/support/embedded-postgres.ts";

const clients = [1, 4, 16, 64];
const ways = ["no triggers", "without notify", "with notify"] as const;
const insert = "insert into reporting.calls (id, external_id) values (nextval('reporting.ids'), 'c');\n";

/**
 * Transactions a second of writers that insert one row each and wait for the disk (pgbench, fsync on), in turns: without triggers,
 * with those of a change table, and with their NOTIFY. Needs pgbench.
 */
export async function benchWriters(rounds: number, seconds = 6): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-bench-writers-"));
  const postgres = await startPostgres({ fsync: "on", max_connections: "200" });
  const sql = new pg.Client({ connectionString: postgres.url });
  try {
    await sql.connect();
    await sql.query(`${callsTable}; create sequence reporting.ids`);
    const script = join(folder, "insert.sql");
    await writeFile(script, insert);
    const rate = async (writers: number, way: (typeof ways)[number]): Promise<number> => {
      await sql.query(changeTableDdl(feedOf(), undefined, { notify: way === "with notify" }));
      await sql.query(`alter table reporting.calls ${way === "no triggers" ? "disable" : "enable"} trigger user`);
      await sql.query("truncate reporting.calls; truncate datafeed.changes");
      await sql.query("checkpoint");
      const { stdout } = await promisify(execFile)("pgbench", [
        ...["--no-vacuum", "--file", script, "--client", String(writers), "--time", String(seconds), postgres.url],
      ]);
      return Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
    };
    const lines: string[] = [];
    for (const writers of clients) {
      for (let round = 1; round <= rounds; round++) {
        const found = new Map<string, number>();
        for (const way of round % 2 === 0 ? ways.toReversed() : ways) found.set(way, await rate(writers, way));
        const [none = 0, quiet = 0, notifying = 0] = ways.map((way) => found.get(way));
        const rates = [none, quiet, notifying].map((each) => each.toFixed(0)).join(" | ");
        lines.push(`| ${writers} | ${round} | ${rates} | ${(notifying / quiet).toFixed(2)} |`);
      }
    }
    return [
      "### Transactions a second of writers that insert one row each",
      "",
      `| writers | round | ${ways.join(" | ")} | with notify, of without |`,
      "|---:|---:|---:|---:|---:|---:|",
      ...lines,
    ].join("\n");
  } finally {
    await sql.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
