import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateSample } from "../../runner/src/sample/generate-sample.ts";
import { sampleTables } from "../../runner/src/sample/tables.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { dumpDuckdb, dumpPostgres, queryDuckdb } from "./read-sample.ts";

const folder = mkdtempSync(join(tmpdir(), "datafeed-sample-"));
const file = join(folder, "sample.duckdb");
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await generateSample({ target: { type: "duckdb", file }, contacts: 1_200 });
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

describe("the same rows", () => {
  test("in DuckDB and in PostgreSQL", async () => {
    const { tables } = await generateSample({ target: postgres(), contacts: 1_200 });
    for (const table of sampleTables) {
      const rows = await dumpPostgres(database.url, table);
      expect(rows, table.name).toEqual(await dumpDuckdb(file, table));
      expect(tables.find(({ name }) => name === table.name)?.rows, table.name).toBe(rows.length);
      expect(rows.length, table.name).toBeGreaterThan(0);
    }
  });

  test("begin every larger sample", async () => {
    const smaller = join(folder, "smaller.duckdb");
    await generateSample({ target: { type: "duckdb", file: smaller }, contacts: 100 });
    const table = sampleTables.find(({ name }) => name === "interactions")!;
    const larger = new Set((await dumpDuckdb(file, table)).map((row) => JSON.stringify(row)));
    const rows = await dumpDuckdb(smaller, table);
    expect(rows.filter((row) => !larger.has(JSON.stringify(row)))).toEqual([]);
  });

  test("differ with another seed", async () => {
    const other = join(folder, "other.duckdb");
    await generateSample({ target: { type: "duckdb", file: other }, contacts: 50, seed: 7 });
    const contacts = sampleTables.find(({ name }) => name === "contacts")!;
    const ids = new Set((await dumpDuckdb(file, contacts)).map(([id]) => id));
    expect((await dumpDuckdb(other, contacts)).filter(([id]) => ids.has(id ?? null))).toEqual([]);
  });
});

describe("what tables say of each other", () => {
  test.each([
    ["a child row has its contact", orphans("interactions", "transfers", "checkpoints", "intents", "goals")],
    [
      "an interaction repeats its contact",
      `select count(*) from reporting.interactions i join reporting.contacts c using (contact_id)
       where (i.contact_start, i.channel, i.service, i.stage) <> (c.contact_start, c.channel, c.service, c.stage)
          or i.duration_ms is distinct from c.duration_ms or i.user_endpoint is distinct from c.user_endpoint`,
    ],
    [
      "a duration is the whole milliseconds between start and end",
      `select count(*) from reporting.contacts
       where duration_ms is distinct from (epoch_us(contact_end) - epoch_us(contact_start)) // 1000`,
    ],
    [
      "a checkpoint goes on from the state before it",
      `select count(*) from (select from_state, lag(to_state) over (partition by contact_id order by checkpoint_no) as before
       from reporting.checkpoints) where from_state is distinct from before`,
    ],
    [
      "an intent was heard in the interaction of its turn",
      `select count(*) from reporting.intents t left join reporting.interactions i
       on i.contact_id = t.contact_id and i.interaction_no = t.turn and i.input_start = t.recognized_at where i.contact_id is null`,
    ],
    [
      "a contact has transfers exactly when it was transferred",
      `select count(*) from reporting.contacts c where coalesce(service_disposition = 'Transferred', false)
       <> exists (select 1 from reporting.transfers t where t.contact_id = c.contact_id)`,
    ],
    [
      "the counts count every contact once",
      `select abs((select sum(contacts) from reporting.contact_counts) - (select count(*) from reporting.contacts))`,
    ],
  ])("%s", async (_name, sql) => {
    expect(Number((await queryDuckdb(file, sql))[0]?.[0])).toBe(0);
  });
});

describe("what breaks exports", () => {
  test.each([
    [
      "line ends in text",
      "select count(*) from reporting.interactions where contains(choice, chr(10)) or contains(choice, chr(13))",
    ],
    ["quotes and commas", `select count(*) from reporting.interactions where choice like '%"%' or choice like '%,%'`],
    ["formulas", "select count(*) from reporting.interactions where regexp_matches(choice, '^[=+@-]')"],
    [
      "empty text beside NULL",
      "select least(count(*) filter (where choice = ''), count(*) filter (where choice is null)) from reporting.interactions",
    ],
    ["text from right to left", "select count(*) from reporting.interactions where regexp_matches(choice, '[א-ת]')"],
    ["emoji", "select count(*) from reporting.interactions where contains(choice, '👍')"],
    ["very long text", "select count(*) from reporting.interactions where strlen(choice) >= 65536"],
    ["backslashes", "select count(*) from reporting.interactions where contains(choice, chr(92))"],
    [
      "both sides of the spring change",
      "select least(count(*) filter (where contact_start >= '2026-03-08 08:00:00Z'), count(*) filter (where contact_start < '2026-03-08 08:00:00Z')) from reporting.contacts where contact_start between '2026-03-08 06:30:00Z' and '2026-03-08 09:30:00Z'",
    ],
    [
      "the hour that occurs twice",
      "select least(count(*) filter (where contact_start >= '2026-11-01 07:00:00Z'), count(*) filter (where contact_start < '2026-11-01 07:00:00Z')) from reporting.contacts where contact_start between '2026-11-01 06:00:00Z' and '2026-11-01 08:00:00Z'",
    ],
    [
      "inputs on the bounds of the seed's window",
      "select least(count(*) filter (where input_start = '2026-03-17 05:00:00Z'), count(*) filter (where input_start = '2026-04-06 05:00:00Z')) from reporting.interactions",
    ],
  ])("%s", async (_name, sql) => {
    expect(Number((await queryDuckdb(file, sql))[0]?.[0])).toBeGreaterThan(0);
  });
});

describe("the target", () => {
  test("is left as it was when the generator is stopped", async () => {
    const stop = new AbortController();
    const target = { type: "duckdb", file: join(folder, "stopped.duckdb") } as const;
    const run = generateSample({ target, contacts: 100_000, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    expect(readdirSync(folder).filter((name) => name.startsWith("stopped"))).toEqual([]);
  });

  test("in PostgreSQL keeps its rows when the generator is stopped", async () => {
    const before = await dumpPostgres(database.url, sampleTables[0]!);
    const stop = new AbortController();
    const run = generateSample({ target: postgres(), contacts: 100_000, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    expect(await dumpPostgres(database.url, sampleTables[0]!)).toEqual(before);
  });

  test("loses what a killed generator left beside it", async () => {
    const target = join(folder, "again.duckdb");
    const leftover = `${target}.999999999.partial`;
    writeFileSync(leftover, "half a warehouse");
    await generateSample({ target: { type: "duckdb", file: target }, contacts: 10 });
    expect([existsSync(leftover), existsSync(target)]).toEqual([false, true]);
  });

  test("is not replaced when the sample did not make it, but by force", async () => {
    const foreign = join(folder, "foreign.duckdb");
    writeFileSync(foreign, "somebody's work");
    const target = { type: "duckdb", file: foreign } as const;
    await expect(generateSample({ target, contacts: 10 })).rejects.toMatchObject({ code: "sample-target-not-ours" });
    await generateSample({ target, contacts: 10, force: true });
    await generateSample({ target, contacts: 11 });
    expect(await queryDuckdb(foreign, "select count(*)::integer from reporting.contacts")).toEqual([[11]]);
  });

  test("is said to be locked while another process has it open", async () => {
    const target = { type: "duckdb", file: join(folder, "held.duckdb") } as const;
    await generateSample({ target, contacts: 10 });
    const api = createRequire(import.meta.url).resolve("@duckdb/node-api");
    const script = `const { DuckDBInstance } = require(${JSON.stringify(api)});
      DuckDBInstance.create(${JSON.stringify(target.file)}).then((db) => { console.log("held"); process.stdin.resume().on("end", () => { db.closeSync(); process.exit(0); }); });`;
    const holder = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "inherit"] });
    try {
      await once(holder.stdout, "data");
      const message = expect.stringContaining(`PID ${holder.pid}`);
      await expect(generateSample({ target, contacts: 11 })).rejects.toMatchObject({ code: "sample-target-locked", message });
      holder.stdin.end();
      await once(holder, "exit");
      await generateSample({ target, contacts: 11 });
    } finally {
      holder.kill();
    }
  });

  test("in PostgreSQL is not replaced when the sample did not make it, but by force", async () => {
    const other = await createTestDatabase();
    try {
      const client = new pg.Client({ connectionString: other.url });
      await client.connect();
      await client.query("create schema reporting; create table reporting.mine (id int)");
      await client.end();
      const target = { type: "postgres", connection: { connectionString: other.url } } as const;
      await expect(generateSample({ target, contacts: 10 })).rejects.toMatchObject({ code: "sample-target-not-ours" });
      await generateSample({ target, contacts: 10, force: true });
      const { tables } = await generateSample({ target, contacts: 11 });
      expect(tables).toContainEqual({ name: "contacts", rows: 11 });
    } finally {
      await other.drop();
    }
  });

  test("that can't be reached is said so", async () => {
    const target = { type: "postgres", connection: { host: "127.0.0.1", port: 1 } } as const;
    await expect(generateSample({ target })).rejects.toMatchObject({ code: "warehouse-unreachable" });
  });

  // A server that somebody gave may offer TLS.
  test.skipIf(process.env["DATAFEED_TEST_POSTGRES_URL"])("that offers no TLS is told as a run tells it", async () => {
    const target = { type: "postgres", connection: { connectionString: database.url, ssl: true } } as const;
    await expect(generateSample({ target })).rejects.toMatchObject({
      code: "warehouse-tls",
      message: expect.stringMatching(/^No secure connection to the PostgreSQL server \(\S+\): .*`ssl: disable`/),
      hint: expect.stringContaining("`ssl`"),
    });
  });
});

function postgres() {
  return { type: "postgres", connection: { connectionString: database.url } } as const;
}

function orphans(...tables: readonly string[]): string {
  const parts = tables.map((table) => `select contact_id from reporting.${table}`);
  return `select count(*) from (${parts.join(" union all ")}) where contact_id not in (select contact_id from reporting.contacts)`;
}
