import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRedshift } from "../../runner/src/warehouse/redshift/open-redshift.ts";
import type { Check, Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import { type Manners, startManners } from "../support/redshift-manners.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { configOf, never, query, readAll } from "./postgres-support.ts";

const version = "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2, Redshift 1.0.99999";

let database: TestDatabase;
let cluster: Manners;
let warehouse: Warehouse;
let admin: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  // Redshift's lexer reads a backslash as an escape, always.
  await admin.query(`alter database ${database.database} set standard_conforming_strings to off`);
  await admin.query(`alter database ${database.database} set escape_string_warning to off`);
  cluster = await startManners(database.host, database.port, version);
  warehouse = openRedshift("rs", { ...configOf(database), port: cluster.port, readOnly: true });
});
afterAll(async () => {
  await warehouse[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
  await admin.end();
  await database.drop();
});

test("a real engine is read through Redshift's manners: rows whole and in order, counted without the server's word", async () => {
  const rows = await readAll(warehouse, query("select g, repeat(chr(65 + g % 26), g % 3000) from generate_series(1, 20000) g"));
  expect(rows.every(([g, text], i) => g === String(i + 1) && text?.length === (i + 1) % 3000)).toBe(true);
});

test("what is aborted ends in the cluster", async () => {
  const controller = new AbortController();
  const reading = readAll(warehouse, query("select pg_sleep(60), 'aborted'"), controller.signal);
  const outcome = expect(reading).rejects.toThrow("enough");
  const running = async () =>
    (
      await admin.query(
        `select 1 from pg_stat_activity where query like '%''aborted''%' and state = 'active' and pid <> pg_backend_pid()
          and datname = current_database()`,
      )
    ).rowCount;
  await expect.poll(running).toBe(1);
  controller.abort(new Error("enough"));
  await outcome;
  expect(await running()).toBe(0);
});

test("the timeout of Redshift's own words is told apart", async () => {
  await using hasty = openRedshift("rs", {
    ...configOf(database),
    port: cluster.port,
    readOnly: true,
    statementTimeoutMs: 200,
  });
  await expect(readAll(hasty, query("select pg_sleep(60)"))).rejects.toMatchObject({ code: "warehouse-timeout" });
});

test("doctor tries each assumption, and finds what PostgreSQL does otherwise", { timeout: 40_000 }, async () => {
  const checks = await warehouse.check(never);
  expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(["7 types", "15 functions"]);
  expect(checks.map(({ name }) => name)).toEqual([
    ...[
      "connect",
      "tls",
      "1 settings",
      "2 one statement",
      "3 literals",
      "4 parameters",
      "5 float digits",
      "6 times",
      "7 types",
    ],
    ...[
      "8 read-only transaction",
      "9 query group",
      "10 row count",
      "11 statement timeout",
      "12 cancel",
      "13 role",
      "14 rights",
      "15 functions",
    ],
  ]);
  const detail = (name: string): string | undefined => checks.find((check: Check) => check.name === name)?.detail;
  expect(detail("connect")).toContain("Redshift 1.0.99999");
  expect(detail("9 query group")).toContain("datafeed doctor");
  // PostgreSQL lacks len, datediff, from_hex and Perl expressions; the rest means the same there.
  expect(detail("15 functions")).toMatch(/^mask redact: .* mask last4: .* duration: .* bytes: /);
  expect(detail("15 functions")).not.toMatch(/(contains|milliseconds|without zone): /);
  expect(detail("12 cancel")).toMatch(/within \d+ ms/);
});

test("doctor says that a PostgreSQL is no Redshift, and where backslashes are not read", { timeout: 40_000 }, async () => {
  await admin.query(`alter database ${database.database} reset standard_conforming_strings`);
  await using plain = await startManners(database.host, database.port, "");
  await using other = openRedshift("rs", { ...configOf(database), port: plain.port, readOnly: false });
  const failed = (await other.check(never)).filter(({ ok }) => !ok).map(({ name }) => name);
  expect(failed).toEqual(["connect", "3 literals", "7 types", "15 functions"]);
});
