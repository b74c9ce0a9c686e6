import { symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ordersExtract, ordersTest, world } from "./world.ts";

const one = '    - { id: 1, at: "2026-03-02T00:00:00Z", note: one }\n';

describe("an empty window", () => {
  test.for([
    ["publish", "  empty: true\n", "passed"],
    ["publish", "  rows: []\n", "passed"],
    ["skip", "  empty: true\n", "passed"],
    ["skip", "  golden: never.csv\n", "failed"],
    ["fail", "  error: window-empty\n", "passed"],
    ["fail", "  empty: true\n", "failed"],
  ] as const)("that is for %s: %s", async ([empty, expected, state]) => {
    const files = world({
      "extracts/orders.extract.yaml": ordersExtract(`output: { empty: ${empty} }\n`),
      "extracts/t.test.yaml": ordersTest("    []\n", expected),
    });
    expect(await files.run()).toMatchObject([{ state }]);
  });

  test("has no rows where some were not expected", async () => {
    const files = world({
      "extracts/orders.extract.yaml": ordersExtract(),
      "extracts/t.test.yaml": ordersTest(one, "  empty: true\n"),
    });
    expect(await files.run()).toMatchObject([{ state: "failed", message: "Expected an empty window, found 1 row." }]);
  });
});

describe("an error", () => {
  test.for([
    ["format-duplicate-key", one + one, "  error: format-duplicate-key\n", "passed"],
    ["format-duplicate-key", one + one, "  rows: []\n", "failed"],
    ["format-empty-key", '    - { at: "2026-03-02T00:00:00Z" }\n', "  error: format-duplicate-key\n", "failed"],
    [undefined, one, "  error: format-duplicate-key\n", "failed"],
  ] as const)("%s", async ([code, given, expected, state]) => {
    const files = world({
      "extracts/orders.extract.yaml": ordersExtract(),
      "extracts/t.test.yaml": ordersTest(given, expected),
    });
    const [result] = await files.run();
    expect(result).toMatchObject({ state });
    expect(result?.code).toBe(code);
  });
});

describe("what DuckDB can't stand in for is said", () => {
  const template = (sql: string) =>
    `kind: Template\nname: Asked\nsource:\n  sql: ${sql}\ntime: { field: At }\nkey: [Id]\nfields:\n  Id: { column: id, type: integer }\n  At: { column: at, type: instant }\n`;
  const files = (sql: string, warehouse: string) =>
    world({
      "templates/Asked.template.yaml": template(sql),
      "connections.yaml": `kind: Connections\nwarehouses: { main: ${warehouse} }\ndestinations: { local: { type: file, path: out } }\n`,
      "extracts/orders.extract.yaml": ordersExtract().replace("template: Orders", "template: Asked"),
      "extracts/t.test.yaml": ordersTest(one, "  count: 1\n"),
    });
  const select = "select o.id, o.at from shop.orders o where o.at >= :window_start and o.at < :window_end";
  const dialectOf = () => "redshift" as const;

  test("SQL for another dialect alone", async () => {
    const [result] = await files(`{ redshift: "${select}" }`, "{ type: duckdb, path: x }").run();
    expect(result).toMatchObject({ state: "not-run", code: "compile-dialect-missing" });
    expect(result?.message).toContain("DuckDB can't stand in for the warehouse of orders");
  });

  test("a function that only the warehouse has", async () => {
    const sql = `"${select} and json_typeof_super(o.id) is null"`;
    expect(await files(sql, "{ type: duckdb, path: x }").run({ dialectOf })).toMatchObject([{ state: "not-run" }]);
    // On DuckDB itself it is a mistake.
    expect(await files(sql, "{ type: duckdb, path: x }").run({ dialectOf: () => "duckdb" })).toMatchObject([
      { state: "failed", code: "warehouse-sql-refused" },
    ]);
  });

  test("SQL of its own in the place of the warehouse's", async () => {
    const sql = `{ duckdb: "${select}", redshift: "${select} and true" }`;
    expect(await files(sql, "{ type: duckdb, path: x }").run({ dialectOf })).toMatchObject([
      { state: "passed", notes: ["The template's SQL for Redshift was not run: DuckDB has its own."] },
    ]);
  });

  test("readiness", async () => {
    const more = 'schedule: { every: day, at: "06:00" }\nready: { sql: "select max(at) > :window_end from shop.orders" }\n';
    const asked = world({
      "extracts/orders.extract.yaml": ordersExtract().replace(/window:.*\n/, more),
      "extracts/t.test.yaml": ordersTest(one, "  count: 1\n", 'day: "2026-03-01"\n'),
    });
    expect(await asked.run()).toMatchObject([{ state: "passed", notes: ["`ready.sql` was not asked."] }]);
  });
});

test("the day of a schedule is its window: the week, the month, and 23 hours where clocks go forward", async () => {
  const at = (...times: string[]) => times.map((time, i) => `    - { id: ${i}, at: "${time}" }\n`).join("");
  for (const [schedule, day, times, ids] of [
    [
      "{ every: day, at: '06:00' }",
      "2026-03-08",
      ["2026-03-08T05:59:59Z", "2026-03-08T06:00:00Z", "2026-03-09T04:59:59Z", "2026-03-09T05:00:00Z"],
      [1, 2],
    ],
    [
      "{ every: week, day: monday, at: '06:00' }",
      "2026-03-11",
      ["2026-03-09T04:59:59Z", "2026-03-09T05:00:00Z", "2026-03-16T04:59:59Z"],
      [1, 2],
    ],
    [
      "{ every: month, at: '06:00' }",
      "2026-03-31",
      ["2026-03-01T05:59:59Z", "2026-03-01T06:00:00Z", "2026-04-01T05:00:00Z"],
      [1],
    ],
  ] as const) {
    const files = world({
      "extracts/orders.extract.yaml": ordersExtract().replace(/window:.*\n/, `schedule: ${schedule}\n`),
      "extracts/t.test.yaml": ordersTest(
        at(...times),
        `  rows: [${ids.map((id) => `{ Id: ${id} }`).join(", ")}]\n`,
        `day: "${day}"\n`,
      ),
    });
    expect(await files.run(), schedule).toMatchObject([{ state: "passed" }]);
  }
});

test("a query's parameters and tables are given, with types that no template tells", async () => {
  const files = world({
    "templates/Asked.template.yaml": `kind: Template
name: Asked
source:
  sql: >-
    select o.id, o.at, c.label from shop.orders o join shop.colours c on c.code = o.id and c.rank > :least
    where o.at >= :window_start and o.at < :window_end
time: { field: At }
key: [Id]
parameters: { least: 5 }
fields:
  Id: { column: id, type: integer }
  At: { column: at, type: instant }
  Label: { column: label, type: string }
`,
    "extracts/orders.extract.yaml": ordersExtract().replace("template: Orders", "template: Asked"),
    "extracts/t.test.yaml": `kind: Test
name: t
extract: orders
parameters: { least: 2 }
given:
  shop.orders:
    - { id: 1, at: "2026-03-02T00:00:00Z" }
    - { id: 2, at: "2026-03-02T00:00:00Z" }
  shop.colours:
    types: { code: integer, label: string, rank: integer }
    rows:
      - { code: 1, label: red, rank: 2 }
      - { code: 2, label: blue, rank: 3 }
expect:
  rows:
    - { Label: blue }
`,
  });
  expect(await files.run()).toMatchObject([{ state: "passed" }]);
});

describe("rows in files", () => {
  const files = (name: string, text: string) =>
    world({
      "extracts/orders.extract.yaml": ordersExtract(),
      "extracts/t.test.yaml": `kind: Test\nname: t\nextract: orders\ngiven: { shop.orders: { file: rows/${name} } }\nexpect:\n  rows:\n    - { Id: 1, Price: 1.5, Paid: true, Note: "" }\n    - { Id: 2, Price: null, Paid: null, Note: null }\n    - { Id: 3, Note: "a, \\"b\\"\\nc" }\n`,
      [`extracts/rows/${name}`]: text,
    });

  test("CSV: an empty cell is NULL, quotes hold anything", async () => {
    const rows =
      '1,2026-03-02T00:00:00Z,1.50,true,""\r\n2,2026-03-02T00:00:00Z,,,\r\n3,2026-03-02T00:00:00Z,,,"a, ""b""\nc"\r\n';
    expect(await files("o.csv", `\ufeffid,at,price,paid,note\r\n${rows}`).run()).toMatchObject([{ state: "passed" }]);
  });

  test("NDJSON", async () => {
    const at = '"at":"2026-03-02T00:00:00Z"';
    const rows = [
      `{"id":1,${at},"price":1.5,"paid":true,"note":""}`,
      `{"id":2,${at}}`,
      `{"id":3,${at},"note":"a, \\"b\\"\\nc"}`,
    ];
    expect(await files("o.ndjson", rows.join("\n")).run()).toMatchObject([{ state: "passed" }]);
  });

  test.for([
    ["o.csv", 'id,at\n1,"2026', "a quote is not closed"],
    ["o.csv", "id,at\n1\n", "record 1 has 1 cells, the header 2"],
    ["o.csv", "id,colour\n1,red\n", "row 1, column colour: no template tells the type"],
    ["o.csv", "id\none\n", "row 1, column id: expected a whole number"],
    ["o.ndjson", "[1]\n", "a line is no JSON object"],
  ] as const)("%s with %j is refused", async ([name, text, said]) => {
    expect(await files(name, text).run()).toMatchObject([
      { state: "error", code: "test-rows-malformed", line: 4, message: expect.stringContaining(said) },
    ]);
  });

  test("a link that leads out of the project is not followed, to read or to write", async () => {
    const outside = join(tmpdir(), `outside-${process.pid}.csv`);
    writeFileSync(outside, "id\n1\n");
    const linked = files("o.csv", "");
    symlinkSync(outside, join(linked.root, "extracts/rows/link.csv"));
    linked.write("extracts/t.test.yaml", linked.read("extracts/t.test.yaml").replace("o.csv", "link.csv"));
    expect(await linked.run()).toMatchObject([{ state: "error", code: "test-file-unreadable" }]);
    symlinkSync(tmpdir(), join(linked.root, "extracts/away"));
    linked.write("extracts/t.test.yaml", ordersTest(one, `  golden: away/golden-${process.pid}/x.csv\n`));
    await expect(linked.run({ update: true })).rejects.toMatchObject({ code: "test-file-unreadable" });
  });
});

test("each test has tables of its own, and the engine reaches no file", async () => {
  const files = world({
    "extracts/orders.extract.yaml": ordersExtract(),
    "templates/Asked.template.yaml": `kind: Template\nname: Asked\nsource: { sql: "select 1 as id, timestamptz '2026-03-02' as at, content as note from read_text('/etc/hostname') where :window_start < :window_end" }\ntime: { field: At }\nkey: [Id]\nfields:\n  Id: { column: id, type: integer }\n  At: { column: at, type: instant }\n  Note: { column: note, type: string }\n`,
    "extracts/spy.extract.yaml": ordersExtract("", "spy").replace("template: Orders", "template: Asked"),
    "extracts/t.test.yaml": [
      ordersTest(one, "  count: 1\n"),
      ordersTest("    []\n", "  count: 0\n").replace("name: t", "name: u"),
      "kind: Test\nname: spy\nextract: spy\nexpect: { count: 1 }\n",
    ].join("---\n"),
  });
  const results = await files.run();
  expect(results.map(({ state }) => state)).toEqual(["passed", "passed", "error"]);
  expect(results[2]?.message).toContain("disabled by configuration");
});

test("a value that the engine refuses is said with its table, and where it is given", async () => {
  const files = world({
    "extracts/orders.extract.yaml": ordersExtract(),
    "extracts/t.test.yaml": ordersTest(
      '      types: { price: "decimal(3,1)" }\n      rows: [{ id: 1, at: "2026-03-02T00:00:00Z", price: 1234.5 }]\n',
      "  count: 1\n",
    ),
  });
  const [result] = await files.run();
  expect(result).toMatchObject({ state: "error", code: "test-fixture-refused", line: 5 });
  expect(result?.message).toContain("shop.orders");
});

test("Ctrl-C ends the tests", async () => {
  const files = world({
    "extracts/orders.extract.yaml": ordersExtract(),
    "extracts/t.test.yaml": `${ordersTest(one, "  count: 1\n")}---\n${ordersTest(one, "  count: 1\n").replace("name: t", "name: u")}`,
  });
  const stop = new AbortController();
  const seen: string[] = [];
  const running = files.run({
    signal: stop.signal,
    onResult: ({ name }) => {
      seen.push(name);
      stop.abort(new Error("stopped"));
    },
  });
  await expect(running).rejects.toThrow("stopped");
  expect(seen).toEqual(["t"]);
});

describe("data checks run first", () => {
  const files = (expected: string, severity = "error") =>
    world({
      "extracts/orders.extract.yaml": ordersExtract(
        `checks: [{ notNull: [Note], severity: ${severity} }, { rows: { min: 1 } }]\n`,
      ),
      "extracts/t.test.yaml": ordersTest('    - { id: 1, at: "2026-03-02T00:00:00Z" }\n', expected),
    });

  test.for([
    ["error", '  checks: ["notNull: Note"]\n', "passed"],
    ["error", "  error: check-failed\n", "passed"],
    ["error", '  error: check-failed\n  checks: ["notNull: Note"]\n', "passed"],
    ["error", "  count: 1\n", "failed"],
    ["error", "  checks: []\n", "failed"],
    ["warn", '  checks: ["notNull: Note"]\n  count: 1\n', "passed"],
    ["warn", "  count: 1\n", "passed"],
    ["warn", '  checks: ["rows: 1"]\n', "failed"],
  ] as const)("of severity %s, expecting%s", async ([severity, expected, state]) => {
    expect(await files(expected, severity).run()).toMatchObject([{ state }]);
  });

  test("the difference says which", async () => {
    expect(await files('  checks: ["unique: Id"]\n').run()).toMatchObject([{ diff: "- unique: Id\n+ notNull: Note", line: 8 }]);
  });
});
