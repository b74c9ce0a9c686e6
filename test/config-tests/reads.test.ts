import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { refuseReads } from "../../runner/src/config-tests/refuse-reads.ts";

/** What PostgreSQL says to a query where these tables are given: nothing, why it does not run, or the error. */
async function refusal(sql: string, ...given: readonly string[]): Promise<string | undefined> {
  const tables = given.map((name) => ({ name, columns: [], rows: [] }));
  return await refuseReads(sql, tables).catch((error: Error) => error.message);
}

describe("a table is read that is not given", () => {
  test.for([
    [
      "beside a WITH of its name",
      "select * from secrets where id in (with secrets as (select 1 as id) select id from secrets)",
    ],
    ["in a WITH of its name", "with secrets as (select * from secrets) select * from secrets"],
    ["before the WITH of its name", "with a as (select * from secrets), secrets as (select 1) select * from a"],
    ["in the other half of a union", "(with secrets as (select 1) select * from secrets) union select * from secrets"],
    ["in a WITH around it", "with a as (with secrets as (select 1) select 1) select * from secrets"],
    ["by its schema", "with secrets as (select 1) select * from public.secrets"],
    ["with a point in a WITH's name", 'select * from public.secrets, (with "public.secrets" as (select 1) select 1) t'],
    ["with a point in its own name", 'select * from "shop.orders"', "shop.orders"],
    ["by another case", "select * from secrets", "Secrets"],
    ["by another case in quotes", 'select * from "Secrets"', "secrets"],
    ["of the catalog", "select * from pg_catalog.pg_authid"],
    ["where it is written into", "with secrets as (delete from secrets returning *) select * from secrets"],
  ])("%s", async ([, sql = "", ...given]) => {
    expect(await refusal(sql, ...given)).toMatch(/^The query reads \S+, which the test does not give\.$/);
  });
});

describe("no table is read but those that are given", () => {
  test.for([
    ["as PostgreSQL folds names", "select * from Shop.ORDERS o", "shop.orders"],
    ["in quotes", 'select * from "Shop"."Orders"', "Shop.Orders"],
    ["WITHs one after the other", "with a as (select 1), b as (select * from a) select * from b, a"],
    ["inside of a WITH", "with a as (select 1) select (select 2 from a where exists (with b as (table a) table b))"],
    ["a WITH that reads itself", "with recursive a as (select 1 as n union select n + 1 from a where n < 9) select * from a"],
    ["WITHs in any order", "with recursive a as (select * from b), b as (select 1) select * from a"],
    ["columns of rows", "select o.path, o.name, o.time, (o).id, (e).key from orders o, jsonb_each(o.doc) e", "orders"],
  ])("%s", async ([, sql = "", ...given]) => {
    expect(await refusal(sql, ...given)).toBeUndefined();
  });
});

describe("a function is not known to read nothing but its arguments", () => {
  test.for([
    ["query_to_xml", "select query_to_xml('select * from secrets', true, false, '')"],
    ["pg_catalog.table_to_xml", "select pg_catalog.table_to_xml('secrets', true, false, '')"],
    ["pg_read_file", "select * from pg_read_file('/etc/passwd')"],
    ["dblink", "select * from dblink('', 'select 1') as t(n int)"],
    ["lo_get", "select 1 order by lo_get(1)"],
    ["set_config", "select set_config('search_path', 'real', false)"],
    ["public.lower", "select public.lower('A')"],
    ["ts_stat", "select ('select note from secrets'::text).ts_stat"],
    ["ts_stat", "select o.ts_stat from unnest(array['select note from secrets']) o"],
    ["pg_read_file", "select (array['/etc/passwd'])[1].pg_read_file"],
  ])("%s: %s", async ([name, sql = ""]) => {
    expect(await refusal(sql)).toBe(
      `The query calls ${name}(), of which it is not known that it reads nothing but its arguments.`,
    );
  });
});

test.for([
  ["select from where", "syntax error"],
  ["select 1; select 2", "it is not one SELECT"],
  ["explain select 1", "it is not one SELECT"],
  ["with a as (select 1) insert into a table a", "it is not one SELECT"],
])("%j is no query whose tables are known", async ([sql = "", why]) => {
  expect(await refusal(sql)).toMatch(new RegExp(`^What the query reads is not known: .*${why}`));
});

test("what is compiled calls functions that are known", async () => {
  const cases = join(import.meta.dirname, "../cases/compile");
  const files = globSync("*/plan.postgres.sql", { cwd: cases });
  expect(files.length).toBeGreaterThan(30);
  const given = ["reporting.events", "reporting.turns"];
  for (const file of files) {
    const texts = readFileSync(join(cases, file), "utf8").split(/\n\n(?=-- )/);
    const queries = texts.filter((text) => /^(?!--)./m.test(text));
    expect(queries.length).toBeGreaterThan(0);
    for (const sql of queries) expect((await refusal(sql, ...given)) ?? "", `${file}: ${sql}`).toBe("");
  }
});
