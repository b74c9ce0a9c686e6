import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { refuseReads } from "../../runner/src/config-tests/refuse-reads.ts";
import { isPostgresFunction } from "../../runner/src/review/lineage/known-functions.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { enginesOf, ordersExtract, ordersTest, world } from "./world.ts";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.query("drop schema public cascade; create schema public; drop schema if exists shop cascade");
  await client.end();
});

const one = '    - { id: 1, at: "2026-03-02T00:00:00Z", price: 1, note: one }\n';
const run = (files: Parameters<typeof world>[0]) => world(files).run({ engine: enginesOf(database).postgres });
const orders = { "extracts/orders.extract.yaml": ordersExtract("output: { reconcile: count }\n") };

/** What people have made in the database. */
async function relations(): Promise<readonly unknown[]> {
  const sql = `select nspname || '.' || relname as name from pg_class c join pg_namespace n on n.oid = relnamespace
    where nspname not like 'pg\\_%' and nspname <> 'information_schema'
    union all select nspname from pg_namespace where nspname = 'shop' order by 1`;
  return (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name);
}

test("a test leaves nothing behind, whether it passes or fails", async () => {
  const passed = await run({ ...orders, "extracts/t.test.yaml": ordersTest(one, "  rows:\n    - { Id: 1, Price: 1.00 }\n") });
  expect(passed).toMatchObject([{ state: "passed" }]);
  const failed = await run({ ...orders, "extracts/t.test.yaml": ordersTest(one + one, "  count: 1\n") });
  expect(failed).toMatchObject([{ state: "failed", code: "format-duplicate-key" }]);
  expect(await relations()).toEqual([]);
});

test.each([
  ["table", "create schema shop; create table shop.orders (id bigint); insert into shop.orders values (7)", "shop.orders"],
  ["table of another name", "create table load_log (id bigint)", "public.load_log"],
  ["view", "create view load_log as select 1 as id", "public.load_log"],
  ["function", "create function load_log() returns int language sql as 'select 1'", "public.load_log"],
])("a database that holds a %s is not touched", async (_kind, sql, name) => {
  await client.query(sql);
  const before = await relations();
  const [result] = await run({ ...orders, "extracts/t.test.yaml": ordersTest(one, "  count: 1\n") });
  expect(result).toMatchObject({ state: "error", code: "test-database-used" });
  expect(result?.message).toContain(name);
  expect(await relations()).toEqual(before);
});

test("what another session has for the time being is in nobody's way", async () => {
  await client.query("create temporary table load_log (id bigint); create schema shop");
  const results = await run({ ...orders, "extracts/t.test.yaml": ordersTest(one, "  count: 1\n") });
  expect(results).toMatchObject([{ state: "passed" }]);
  expect(await relations()).toEqual(["shop"]);
});

test("a table of a name that PostgreSQL has itself is refused", async () => {
  const files = asked(`select o.oid as id, now() as at from pg_class o where ${where.replaceAll("o.at", "now()")}`);
  const given = ordersTest("    types: { oid: integer }\n    rows: []\n", "  count: 0\n").replace("shop.orders", "pg_class");
  const [result] = await run({ ...files, "extracts/t.test.yaml": given });
  expect(result).toMatchObject({ state: "error", code: "test-table-exists" });
});

function asked(sql: string, fields = ""): Readonly<Record<string, string>> {
  return {
    "templates/Asked.template.yaml": `kind: Template\nname: Asked\nsource:\n  sql: >-\n    ${sql}\ntime: { field: At }\nkey: [Id]\nfields:\n  Id: { column: id, type: integer }\n  At: { column: at, type: instant }\n${fields}`,
    "extracts/orders.extract.yaml": ordersExtract().replace("template: Orders", "template: Asked"),
    "extracts/t.test.yaml": ordersTest(one, "  count: 1\n"),
  };
}

const where = "o.at >= :window_start and o.at < :window_end";

test("a query reads no table but those that the test gives", async () => {
  await client.query("create table load_log (id bigint); insert into load_log values (1)");
  for (const sql of [
    `select o.id, o.at from shop.orders o where ${where} and exists (select from load_log)`,
    `with load_log as (select 1) select o.id, o.at from shop.orders o, public.load_log where ${where}`,
  ]) {
    const [result] = await run(asked(sql));
    expect(result).toMatchObject({ state: "error", code: "test-table-missing" });
    expect(result?.message).toContain("load_log, which the test does not give");
  }
  await client.query("drop table load_log");
  const own = `with recent as (select * from shop.orders o where ${where}) select o.id, o.at from recent o`;
  expect(await run(asked(own))).toMatchObject([{ state: "passed" }]);
});

const recent = `select o.id, o.at, o.note from load_log o where ${where}`;

test.each([
  ["under another case", recent, "  Load_Log:\n    types: { id: integer }\n    rows: [{ id: 1 }]\n"],
  ["beside a WITH of its name", `${recent} and 1 = (with load_log as (select 1 as n) select n from load_log)`],
  ["in a WITH of its name", `with load_log as (select * from load_log) ${recent}`],
  [
    "as text",
    `select 1 as id, :window_start::timestamptz as at, query_to_xml('table load_log', true, false, '')::text as note where :window_end > now()`,
  ],
  ["unparsed", `${recent} and`],
])("a real table is not read %s", async (_how, sql, given = "") => {
  await client.query("create table load_log (id bigint, at timestamptz, note text)");
  await client.query("insert into load_log values (77, '2026-03-05T00:00:00Z', 'real person')");
  const files = asked(sql, "  Note: { column: note, type: string }\n");
  const [result] = await run({ ...files, "extracts/t.test.yaml": ordersTest(one + given, "  count: 7\n") });
  expect(result?.state).toMatch(/^(error|not-run)$/);
  expect(JSON.stringify(result)).not.toMatch(/real person|found 1 row/);
});

test("in field notation no function is called that PostgreSQL calls volatile", async () => {
  const { rows } = await client.query<{ name: string }>(`select distinct proname as name from pg_proc
    where provolatile = 'v' and 1 between pronargs - pronargdefaults and pronargs
      and not proargtypes[0] = any ('{trigger,event_trigger,internal}'::regtype[])`);
  expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(["pg_read_file", "ts_stat", "lo_get"]));
  for (const { name } of rows.filter(({ name }) => !isPostgresFunction(name, false))) {
    expect(await refuseReads(`select ('x').${name}`, []), name).toContain(`calls ${name}()`);
    expect(await refuseReads(`select o.${name} from unnest('{x}'::text[]) o`, []), name).toContain(`calls ${name}()`);
  }
});

test("a query writes nothing, not even into its own tables", async () => {
  const sql = `with gone as (delete from shop.orders returning id, at) select o.id, o.at from gone o where ${where}`;
  const [result] = await run(asked(sql));
  expect(result?.state).toBe("failed");
  expect(result?.message).toMatch(/read-only transaction|WITH clause/);
  expect(await relations()).toEqual([]);
});

test("a value that PostgreSQL refuses is said with its table", async () => {
  const given = '      types: { price: "decimal(3,1)" }\n      rows: [{ id: 1, at: "2026-03-02T00:00:00Z", price: 1234.5 }]\n';
  const [result] = await run({ ...orders, "extracts/t.test.yaml": ordersTest(given, "  count: 1\n") });
  expect(result).toMatchObject({ state: "error", code: "test-fixture-refused", line: 5 });
  expect(result?.message).toContain("shop.orders");
  expect(await relations()).toEqual([]);
});

test("a table of another database is said to be out of reach", async () => {
  const files = {
    "templates/Far.template.yaml": `kind: Template\nname: Far\nsource: { table: lake.shop.orders }\ntime: { field: At }\nkey: [Id]\nfields:\n  Id: { column: id, type: integer }\n  At: { column: at, type: instant }\n`,
    "extracts/orders.extract.yaml": ordersExtract().replace("template: Orders", "template: Far"),
    "extracts/t.test.yaml": ordersTest(one.replace(", price: 1, note: one", ""), "  count: 1\n").replace(
      "shop.orders",
      "lake.shop.orders",
    ),
  };
  expect(await run(files)).toMatchObject([{ state: "not-run", message: expect.stringContaining("lake.shop.orders") }]);
  expect(await world(files).run()).toMatchObject([{ state: "passed" }]);
});

test("every type comes out the same on both engines, byte for byte", async () => {
  const types = {
    s: ["string", "\"a 'q' \\u00e9\\n\""],
    i: ["integer", '"-9223372036854775808"'],
    d: ["decimal", '"123456789012345678.90"'],
    f: ["float64", "1.0e-7"],
    b: ["boolean", "false"],
    t: ["instant", '"2026-03-08T01:59:59.123456-06:00"'],
    u: ["uuid", '"0B1F3A52-7C1D-4D8E-9A35-2F6F0E1C9B77"'],
    y: ["date", '"2026-03-08"'],
    x: ["bytes", '"AP8="'],
    j: ["json", '{ b: [1, null], a: "ü" }'],
    n: ["instant", '"2026-03-08T01:59:59"'],
    e: ["instant", "1772000000123"],
  } as const;
  const stored: Readonly<Record<string, string>> = {
    n: ", stored: utc-naive",
    e: ", stored: epoch-ms",
    d: ", precision: 20, scale: 2",
  };
  const names = Object.keys(types) as (keyof typeof types)[];
  const fields = names.map(
    (name) => `  ${name.toUpperCase()}: { column: ${name}, type: ${types[name][0]}${stored[name] ?? ""} }\n`,
  );
  const row = (id: number, cells: readonly string[]) =>
    `    - { ${[`id: ${id}`, 'at: "2026-03-02T00:00:00Z"', ...cells].join(", ")} }\n`;
  for (const format of ["csv", "json", "ndjson", "parquet"]) {
    const files = world({
      "templates/Orders.template.yaml": `kind: Template\nname: Orders\nsource: { table: shop.orders }\ntime: { field: At }\nkey: [Id]\nfields:\n  Id: { column: id, type: integer }\n  At: { column: at, type: instant }\n${fields.join("")}`,
      "extracts/orders.extract.yaml": ordersExtract(`output: { format: ${format} }\n`),
      "extracts/t.test.yaml": ordersTest(
        row(
          1,
          names.map((name) => `${name}: ${types[name][1]}`),
        ) + row(2, []),
        "  golden: golden.txt\n",
      ),
    });
    expect(await files.run({ update: true })).toMatchObject([{ state: "passed" }]);
    expect(files.read("extracts/golden.txt"), format).toContain("2026-03-08T07:59:59.123456Z");
    expect(files.read("extracts/golden.txt"), format).toContain("2026-02-25T06:13:20.123000Z");
    expect(await files.run({ engine: enginesOf(database).postgres }), format).toMatchObject([{ state: "passed" }]);
  }
});
