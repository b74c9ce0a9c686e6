import type { Ground } from "./ground.ts";

const rows = 100_000;
const insert = `insert into reporting.ticks select i, 'call-' || i, now() from generate_series(1, ${rows}) i`;
const update = "update reporting.ticks set call = call || '-'";

/** How many times as long a statement takes that writes many rows, with the triggers of a change table and without, in turns. */
export async function benchTriggers({ sql, prepare }: Ground, rounds: number): Promise<string> {
  await prepare({ name: "bench", topic: "triggers", rows: "ticks" });
  const timeOf = async (statement: string): Promise<number> => {
    const startedMs = performance.now();
    await sql.query(statement);
    return performance.now() - startedMs;
  };
  const both = async (): Promise<readonly [inserted: number, updated: number]> => {
    await sql.query("truncate reporting.ticks; truncate datafeed.changes");
    return [await timeOf(insert), await timeOf(update)];
  };
  const lines: string[] = [];
  for (let round = 1; round <= rounds; round++) {
    const withThem = await both();
    await sql.query("alter table reporting.ticks disable trigger user");
    const without = await both();
    await sql.query("alter table reporting.ticks enable trigger user");
    for (const [at, what] of ["insert", "update"].entries()) {
      const [withMs = 0, withoutMs = 0] = [withThem[at], without[at]];
      lines.push(
        `| ${round} | ${what} | ${withMs.toFixed(0)} | ${withoutMs.toFixed(0)} | ${(withMs / withoutMs).toFixed(2)} |`,
      );
    }
  }
  return [
    `### Writing ${rows} rows in one statement, with the triggers of a change table and without`,
    "",
    "| round | statement | with, ms | without, ms | times |",
    "|---:|---|---:|---:|---:|",
    ...lines,
  ].join("\n");
}
