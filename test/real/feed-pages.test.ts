import type pg from "pg";
import { expect, test } from "vitest";
import { compileEvent } from "../../runner/src/compile/compile-event.ts";
import type { Query } from "../../runner/src/compile/plan.ts";
import { type AskedRow, changedQuestion, laterQuestion } from "../../runner/src/feeds/sources/questions/later-question.ts";
import { stateQuestion } from "../../runner/src/feeds/sources/questions/state-question.ts";
import { changeTable } from "../../runner/src/feeds/sources/streams.ts";
import type { Dialect } from "../../runner/src/load/types.ts";
import { Calls, created, feedOf, never } from "../feeds/sources/calls.ts";
import { openDuckdbCalls } from "../feeds/sources/duckdb-calls.ts";

const loadedAt = "2026-01-01T00:00:00.000000Z";
const rowCount = 100_000;

/** A page of 1,000 rows of which all, and all around, have one time. */
function page(dialect: Dialect, after: number): Query {
  const rows = { by: "time", from: "2025-01-01T00:00:00Z", after: [loadedAt, String(after)], limit: 1_000 } as const;
  return compileEvent(created, { dialect, today: "2026-11-20", rows }).plan.query;
}

interface Node {
  readonly "Index Cond"?: string;
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
  readonly Plans?: readonly Node[];
}

async function explained(client: pg.Client, { sql, parameters }: Query): Promise<{ blocks: number; conditions: string }> {
  const text = `explain (analyze, buffers, format json) ${sql}`;
  const { rows } = await client.query<{ "QUERY PLAN": readonly [{ Plan: Node }] }>(
    text,
    parameters.map(({ value }) => value),
  );
  const { Plan } = rows[0]!["QUERY PLAN"][0];
  const all = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(all)];
  const conditions = all(Plan).flatMap((node) => node["Index Cond"] ?? []);
  return { blocks: Plan["Shared Hit Blocks"] + Plan["Shared Read Blocks"], conditions: conditions.join() };
}

test("PostgreSQL: a page in a load of one time goes on at its place, with an index on time and key", async () => {
  await using calls = await Calls.open(feedOf({ source: { lookbackMs: 1, everyMs: 1 } }));
  await calls.admin.query(`insert into reporting.calls (id, external_id, created_at)
    select g, 'c' || g, case when g > ${rowCount} then timestamptz '2025-02-01' else '${loadedAt}' end
    from generate_series(1, ${rowCount * 1.5}) g`);
  await calls.admin.query("create index on reporting.calls (created_at, id)");
  await calls.admin.query("vacuum analyze reporting.calls");
  for (const after of [1_000, 90_000]) {
    const { blocks, conditions } = await explained(calls.admin, page("postgres", after));
    expect(conditions).toContain("ROW(created_at, id) > ROW(");
    expect(blocks).toBeLessThan(100);
  }
}, 60_000);

test("PostgreSQL: what comes behind a batch is asked row by row, also of a table that was never analyzed", async () => {
  await using calls = await Calls.open();
  await calls.admin.query("alter table datafeed.changes set (autovacuum_enabled = false)");
  await calls.admin.query(
    `insert into reporting.calls (id, external_id) select g, 'c' || g from generate_series(1, ${rowCount}) g`,
  );
  const table = changeTable("datafeed.changes");
  const place = { system: "1", timeline: 1, txid: "3", id: "0" };
  const keys = Array.from({ length: 1_000 }, (_, at) => String(at + 1));
  const [stream, operations] = ["reporting.calls(id)", ["insert", "update"]] as const;
  const asked = keys.map((key): AskedRow => ({ stream, row: `{${key}}`, type: "Rated", operations }));
  expect((await explained(calls.admin, stateQuestion(table))).blocks).toBeLessThan(50);
  for (const query of [
    laterQuestion(table, place, asked),
    changedQuestion(table, place, { stream, rows: keys.map((key) => [key]), operations }),
  ]) {
    expect((await explained(calls.admin, query)).blocks).toBeLessThan(20 * keys.length);
  }
}, 60_000);

test("DuckDB: the last page of a load of one time costs what the first does", async () => {
  await using calls = await openDuckdbCalls();
  await calls.write(
    `insert into reporting.calls select g, 'c' || g, timestamptz '${loadedAt}', null from range(${rowCount}) t(g)`,
  );
  await using warehouse = calls.warehouse();
  const readMs = async (after: number): Promise<number> => {
    const startedMs = performance.now();
    await using reading = await warehouse.read(page("duckdb", after), { signal: never });
    for await (const _ of reading.batches);
    expect(reading.rows()).toBe(1_000);
    return performance.now() - startedMs;
  };
  await readMs(0);
  const first: number[] = [];
  const last: number[] = [];
  for (let round = 0; round < 9; round++) {
    first.push(await readMs(0));
    last.push(await readMs(rowCount - 1_001));
  }
  const ratio = Math.min(...last) / Math.min(...first);
  console.info(`the last page takes ${ratio.toFixed(2)} of the first, ${Math.min(...first).toFixed(1)} ms`);
  expect(ratio).toBeLessThan(3);
}, 60_000);
