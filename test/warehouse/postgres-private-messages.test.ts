import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgres } from "../../runner/src/warehouse/postgres/open-postgres.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { configOf, query, readAll } from "./postgres-support.ts";

let database: TestDatabase;
let warehouse: Warehouse;

beforeAll(async () => {
  database = await createTestDatabase();
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`create function complain(name text) returns int language plpgsql as
    $$ begin raise exception 'no customer %', name; end $$`);
  await admin.end();
  warehouse = openPostgres("w", configOf(database));
});
afterAll(async () => {
  await warehouse[Symbol.asyncDispose]();
  await database.drop();
});

test.each([
  ["a failed cast", "select v::int from (values ('Bob \"the\" Smith')) t(v)"],
  ["a number out of range", "select v::int from (values (5551234567)) t(v)"],
  ["a date that is none", "select to_date(v, 'YYYY-MM-DD') from (values ('Smith')) t(v)"],
  ["an exception of a function", "select complain(v) from (values ('Bob Smith')) t(v)"],
  ["text that is no JSON", "select v::json from (values ('Bob Smith')) t(v)"],
])("%s is told without the value", async (_what, sql) => {
  const failure: unknown = await readAll(warehouse, query(sql)).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "warehouse-query-failed" });
  expect(String(failure)).not.toMatch(/Smith|555/);
});
