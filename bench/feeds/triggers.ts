import type { Ground } from "./ground.ts";

const rows = 100_000;

/** How many times as long one statement takes that inserts many rows, with the triggers of a change table and without, in turns. */
export async function benchTriggers({ sql, prepare }: Ground, rounds: number): Promise<string> {
  await prepare({ name: "bench", topic: "triggers", rows: "ticks" });
  const insertMs = async (): Promise<number> => {
    const startedMs = performance.now();
    await sql.query("insert into reporting.ticks select i, 'call-' || i, now() from generate_series(1, $1::bigint) i", [rows]);
    const ms = performance.now() - startedMs;
    await sql.query("truncate reporting.ticks; truncate datafeed.changes");
    return ms;
  };
  const lines: string[] = [];
  for (let round = 1; round <= rounds; round++) {
    const withMs = await insertMs();
    await sql.query("alter table reporting.ticks disable trigger all");
    const withoutMs = await insertMs();
    await sql.query("alter table reporting.ticks enable trigger all");
    lines.push(`| ${round} | ${withMs.toFixed(0)} | ${withoutMs.toFixed(0)} | ${(withMs / withoutMs).toFixed(2)} |`);
  }
  return [
    `### Inserting ${rows} rows in one statement, with the triggers of a change table and without`,
    "",
    "| round | with, ms | without, ms | times |",
    "|---:|---:|---:|---:|",
    ...lines,
  ].join("\n");
}
