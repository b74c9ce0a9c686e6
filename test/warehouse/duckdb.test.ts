import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Query } from "../../runner/src/compile/plan.ts";
import type { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import type { RowBatch } from "../../runner/src/format/encoder.ts";
import { openDuckdb } from "../../runner/src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import type { DuckdbConnection } from "../../schemas/generated/documents.ts";

let project: string;
const signal = new AbortController().signal;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "datafeed-duckdb-"));
  await fill("main.duckdb", [
    "CREATE SCHEMA reporting",
    "CREATE TABLE reporting.contacts AS SELECT i AS id, 'contact ' || i AS name, TIMESTAMPTZ '2026-03-17 07:00:00+00' + to_seconds(i) AS started FROM range(10000) AS t(i)",
  ]);
  mkdirSync(join(project, "data"));
  writeFileSync(join(project, "data", "agents.csv"), "agent,code\nAna,007\nWei,\n");
  writeFileSync(join(project, "data", "teams.json"), '[{"team": "a", "size": 1}, {"team": "b", "size": 2}]');
  writeFileSync(join(project, "secret.csv"), "a\n1\n");
});

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

async function fill(name: string, statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(join(project, name));
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

function open(connection: Omit<DuckdbConnection, "type"> = { path: "main.duckdb" }): Warehouse {
  return openDuckdb("sample", { type: "duckdb", ...connection }, project);
}

function query(sql: string, ...values: string[]): Query {
  return { sql, parameters: values.map((value) => ({ value, type: "string", pii: false })) };
}

/** The cells of DataRow messages. */
function cellsOf(batch: RowBatch): (string | null)[][] {
  const bytes = Buffer.from(batch);
  const rows: (string | null)[][] = [];
  for (let at = 0; at < bytes.length; at += 1 + bytes.readInt32BE(at + 1)) {
    expect(bytes[at]).toBe("D".charCodeAt(0));
    const row: (string | null)[] = [];
    let cell = at + 7;
    for (let left = bytes.readInt16BE(at + 5); left > 0; left--) {
      const length = bytes.readInt32BE(cell);
      row.push(length < 0 ? null : bytes.toString("utf8", cell + 4, cell + 4 + length));
      cell += 4 + Math.max(0, length);
    }
    rows.push(row);
  }
  return rows;
}

async function rowsOf(warehouse: Warehouse, asked: Query): Promise<(string | null)[][]> {
  await using reading = await warehouse.read(asked, { signal });
  const rows: (string | null)[][] = [];
  for await (const batch of reading.batches) rows.push(...cellsOf(batch));
  expect(reading.rows()).toBe(rows.length);
  return rows;
}

/** The failure of a query, read to its end. */
async function failureOf(warehouse: Warehouse, sql: string, ...values: string[]): Promise<unknown> {
  return await rowsOf(warehouse, query(sql, ...values)).catch((error: unknown) => error);
}

describe("reading", () => {
  test("cells come as text, NULL and empty text apart, parameters bound", async () => {
    await using warehouse = open();
    const sql = `SELECT $1::VARCHAR, '', NULL::INTEGER, $2::BIGINT + 1, true, 1.50, 'x'::BLOB, TIMESTAMPTZ '2026-03-17 07:00:00.5+00', DATE '2026-03-17',
      [1, 2], {'a': 'é'}, '{"b": 1}'::JSON, 1e21::DOUBLE, 'ABCDEF01-2345-6789-abcd-ef0123456789'::UUID`;
    expect(await rowsOf(warehouse, query(sql, "O'Neil; DROP", "41"))).toEqual([
      ["O'Neil; DROP", "", null, "42", "true", "1.50", "\\x78", "2026-03-17T07:00:00.500000Z", "2026-03-17", "[1,2]", '{"a":"é"}', '{"b": 1}', "1e+21", "abcdef01-2345-6789-abcd-ef0123456789"],
    ]); // biome-ignore format: a row
  });

  test("many rows come in order, over many batches", async () => {
    await using warehouse = open();
    const rows = await rowsOf(
      warehouse,
      query("SELECT id, name FROM reporting.contacts WHERE id >= $1::BIGINT ORDER BY id DESC", "100"),
    );
    expect(rows).toEqual(Array.from({ length: 9900 }, (_, i) => [`${9999 - i}`, `contact ${9999 - i}`]));
  });

  test("a row larger than a batch is whole", async () => {
    await using warehouse = open();
    const rows = await rowsOf(warehouse, query("SELECT i, repeat('é', 3000000 * i::INTEGER) FROM range(3) AS t(i) ORDER BY i"));
    expect(rows.map(([i, text]) => [i, text?.length])).toEqual([["0", 0], ["1", 3_000_000], ["2", 6_000_000]]); // biome-ignore format: three rows
  });

  test("rows are counted in the same transaction when asked", async () => {
    await using warehouse = open();
    const count = query("SELECT count(*) FROM reporting.contacts WHERE id < $1::INTEGER", "7");
    await using reading = await warehouse.read(query("SELECT 1"), { signal, count });
    expect(reading.counted).toBe(7);
  });

  test("columns are described by name and type, without running the query", async () => {
    await using warehouse = open();
    const columns = await warehouse.describe(
      query("SELECT error('ran') AS a, id, started, 1.5::DECIMAL(4,2) AS d, '1'::JSON AS j FROM reporting.contacts"),
      signal,
    );
    expect(columns.slice(1)).toEqual([
      { name: "id", type: "BIGINT" },
      { name: "started", type: "TIMESTAMP WITH TIME ZONE" },
      { name: "d", type: "DECIMAL(4,2)" },
      { name: "j", type: "JSON" },
    ]);
  });

  test("columns whose types hang on a value are described with it", async () => {
    await using warehouse = open();
    const asked = query("SELECT json_object('kind', $1::VARCHAR) AS j, $2::INTEGER AS n, 'x' AS a, 'y' AS a", "bot", "41");
    expect(await warehouse.describe(asked, signal)).toEqual([
      { name: "j", type: "JSON" },
      { name: "n", type: "INTEGER" },
      { name: "a", type: "VARCHAR" },
      { name: "a", type: "VARCHAR" },
    ]);
    expect(await rowsOf(warehouse, asked)).toEqual([['{"kind":"bot"}', "41", "x", "y"]]);
  });

  test("the session is UTC, wherever the machine is", async () => {
    await using warehouse = open();
    expect(await rowsOf(warehouse, query("SELECT current_setting('TimeZone'), TIMESTAMPTZ '2026-03-17 00:00:00'"))).toEqual([
      ["UTC", "2026-03-17T00:00:00.000000Z"],
    ]);
  });
});

const endless = "SELECT count(*) FROM range(100000000000) AS t(i) WHERE i % 7 = 3";

describe("ending early", () => {
  test("a signal ends a running query with its reason", async () => {
    await using warehouse = open();
    const controller = new AbortController();
    const rows = (async () => {
      await using reading = await warehouse.read(query(endless), { signal: controller.signal });
      for await (const _ of reading.batches);
    })();
    setImmediate(() => controller.abort(new Error("enough")));
    await expect(rows).rejects.toThrow("enough");
    expect(await rowsOf(warehouse, query("SELECT 1"))).toEqual([["1"]]);
  });

  test("a reading that is closed in the middle ends its query and gives its place back", async () => {
    await using warehouse = open({ path: "main.duckdb", maxQueries: 1 });
    for (let i = 0; i < 3; i++) {
      await using reading = await warehouse.read(query("SELECT i, repeat('x', 100) FROM range(100000000) AS t(i)"), { signal });
      for await (const _ of reading.batches) break;
    }
    expect(await rowsOf(warehouse, query("SELECT 1"))).toEqual([["1"]]);
  });

  test("a query beyond the statement timeout is told apart from a cancel", async () => {
    await using warehouse = open({ path: "main.duckdb", statementTimeout: "1s" });
    expect(await failureOf(warehouse, endless)).toMatchObject({ code: "warehouse-timeout" });
  });

  test("queries beyond `maxQueries` wait for a place, or for their signal", async () => {
    await using warehouse = open({ path: "main.duckdb", maxQueries: 1 });
    const first = await warehouse.read(query("SELECT 1"), { signal });
    const impatient = new AbortController();
    const second = warehouse.describe(query("SELECT 2 AS b"), impatient.signal);
    const third = warehouse.describe(query("SELECT 3 AS c"), signal);
    impatient.abort(new Error("no patience"));
    await expect(second).rejects.toThrow("no patience");
    await first[Symbol.asyncDispose]();
    expect(await third).toEqual([{ name: "c", type: "INTEGER" }]);
  });
});

describe("files", () => {
  test("a file that is not there names the sample", async () => {
    await using warehouse = open({ path: "nowhere.duckdb" });
    expect(await failureOf(warehouse, "SELECT 1")).toMatchObject({
      code: "warehouse-unreachable",
      hint: expect.stringContaining("datafeed sample"),
    });
    expect(existsSync(join(project, "nowhere.duckdb"))).toBe(false);
  });

  test("a file of another kind, a cut one and one with flipped bytes are called damaged", async () => {
    writeFileSync(join(project, "text.duckdb"), "this is no database ".repeat(1000));
    writeFileSync(join(project, "empty.duckdb"), "");
    const whole = readFileSync(join(project, "main.duckdb"));
    writeFileSync(join(project, "cut.duckdb"), whole.subarray(0, 20_000));
    const flipped = Buffer.from(whole);
    flipped.fill(7, 12_288);
    writeFileSync(join(project, "flipped.duckdb"), flipped);
    for (const path of ["text.duckdb", "empty.duckdb", "cut.duckdb", "flipped.duckdb"]) {
      await using warehouse = open({ path });
      expect(await failureOf(warehouse, "SELECT * FROM reporting.contacts"), path).toMatchObject({ code: "warehouse-damaged" });
    }
  });

  test("a file that another process writes is locked, and the process is named", async () => {
    await fill("locked.duckdb", ["CREATE TABLE t AS SELECT 1 AS a"]);
    const holder = hold(join(project, "locked.duckdb"));
    try {
      await once(holder.stdout, "data");
      await using warehouse = open({ path: "locked.duckdb" });
      const failure = await failureOf(warehouse, "SELECT a FROM t");
      expect(failure).toMatchObject({ code: "warehouse-locked", message: expect.stringContaining(`PID ${holder.pid}`) });
      holder.stdin.end();
      await once(holder, "exit");
      expect(await rowsOf(warehouse, query("SELECT a FROM t"))).toEqual([["1"]]);
    } finally {
      holder.kill();
    }
  });

  test("a schema may be called like its file", async () => {
    // Under another name, since to write `shop.orders` is ambiguous in DuckDB itself.
    await fill("made.duckdb", [
      "CREATE SCHEMA shop",
      "CREATE TABLE shop.orders AS SELECT 7 AS a",
      "CREATE TABLE plain AS SELECT 8 AS a",
    ]);
    renameSync(join(project, "made.duckdb"), join(project, "shop.duckdb"));
    const views: DuckdbConnection["views"] = { "hr.agents": { files: "data/agents.csv", format: "csv" } };
    for (const connection of [{ path: "shop.duckdb" }, { path: "shop.duckdb", views }]) {
      await using warehouse = open(connection);
      expect(await rowsOf(warehouse, query('SELECT o.a, p.a, m.a FROM "shop"."orders" o, plain p, main.plain m'))).toEqual([
        ["7", "8", "8"],
      ]);
    }
  });

  test("views stand over files, in schemas of their own, beside the tables of a file", async () => {
    const views: DuckdbConnection["views"] = {
      "hr.agents": { files: "data/agents.csv", format: "csv", columns: { code: "VARCHAR" } },
      teams: { files: "data/*.json", format: "json", columns: { size: "DECIMAL(5,1)" } },
      "reporting.again": { files: "data/agents.csv", format: "csv" },
    };
    await using alone = open({ views });
    expect(await rowsOf(alone, query("SELECT * FROM hr.agents ORDER BY 1"))).toEqual([["Ana", "007"], ["Wei", null]]); // biome-ignore format: two rows
    expect(await rowsOf(alone, query("SELECT team, size FROM teams ORDER BY team"))).toEqual([["a", "1.0"], ["b", "2.0"]]); // biome-ignore format: two rows
    await using beside = open({ path: "main.duckdb", views });
    const both =
      "SELECT (SELECT count(*) FROM reporting.contacts), (SELECT count(*) FROM reporting.again), (SELECT count(*) FROM teams)";
    expect(await rowsOf(beside, query(both))).toEqual([["10000", "2", "2"]]);
    expect(await failureOf(beside, "SELECT * FROM hr.nobody")).toMatchObject({ code: "warehouse-sql-refused" });
  });
});

describe("the sandbox", () => {
  const refused = /^warehouse-(permission|sql-refused)$/;
  const reaching = [
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_csv('secret.csv')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_parquet('https://example.com/a.parquet')",
  ];
  const changing = [
    "COPY (SELECT 1) TO 'data/stolen.csv'",
    "ATTACH 'main.duckdb' AS other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET threads = 1",
    "RESET TimeZone",
    "PRAGMA threads = 1",
    "CREATE TABLE reporting.x (a INTEGER)",
    "DELETE FROM reporting.contacts",
    "EXPORT DATABASE 'data/all'",
    "CALL force_checkpoint()",
    "EXPLAIN ANALYZE SELECT 1",
    "SELECT 1; SELECT 2",
    "SELECT 1) AS s(c0)) TO 'data/stolen.csv' --",
    "SELECT * FROM query('COPY (SELECT 1) TO ''data/stolen.csv''')",
  ];

  test("SQL reaches no file but those of its views and folders", async () => {
    await using warehouse = open({ path: "main.duckdb", folders: ["data"] });
    const agents = query(`SELECT agent FROM read_csv('${join(project, "data", "agents.csv")}') ORDER BY 1`);
    expect(await rowsOf(warehouse, agents)).toEqual([["Ana"], ["Wei"]]);
    for (const sql of [...reaching, `SELECT * FROM read_text('${join(project, "data", "..", "secret.csv")}')`]) {
      expect(await failureOf(warehouse, sql), sql).toMatchObject({ code: expect.stringMatching(refused) });
    }
  });

  test("nothing but one SELECT is run", async () => {
    await using warehouse = open({ path: "main.duckdb", folders: ["data"] });
    const here = `COPY (SELECT 1) TO '${join(project, "data", "stolen.csv")}'`;
    for (const sql of [...changing, here]) {
      expect(await failureOf(warehouse, sql), sql).toMatchObject({ code: expect.stringMatching(refused) });
    }
    expect(readdirSync(join(project, "data")).sort()).toEqual(["agents.csv", "teams.json"]);
    expect(await rowsOf(warehouse, query("SELECT count(*) FROM reporting.contacts"))).toEqual([["10000"]]);
  });
});

describe("errors", () => {
  test("a wrong name comes with its neighbours", async () => {
    await using warehouse = open();
    const column = await failureOf(warehouse, "SELECT nam FROM reporting.contacts");
    expect(column).toMatchObject({ code: "warehouse-sql-refused", message: expect.stringMatching(/"nam".*"name"/s) });
    expect(await failureOf(warehouse, "SELECT 1 FROM reporting.contact")).toMatchObject({
      code: "warehouse-sql-refused",
      message: expect.stringContaining("contacts"),
    });
    expect(await failureOf(warehouse, "SELEC 1")).toMatchObject({ code: "warehouse-sql-refused" });
    expect(await failureOf(warehouse, "SELECT json_object('kind', $1::VARCHAR), nope(1)", "bot")).toMatchObject({
      code: "warehouse-sql-refused",
      message: expect.stringContaining("nope"),
    });
  });

  describe("a failing value is not shown, neither a row's nor a parameter's", () => {
    const values = [
      "Bob Smith0",
      `it's "Bob Smith0" (O'Brien\n5551234567`,
      "Is a directory: Bob Smith0",
      "storage version Bob Smith0",
    ];
    const failing: Readonly<Record<string, string>> = {
      "a cast": "SELECT v::INTEGER FROM v",
      "a cast of a number": "SELECT (5551234567 + length(v))::INTEGER FROM v",
      "a cast of a time": "SELECT v::TIMESTAMPTZ FROM v",
      "a cast to JSON": "SELECT v::JSON FROM v",
      "a sum beyond its type": "SELECT 9223372036855551234 - 9567 + 9223372036855551234::BIGINT + length(v) FROM v",
      "a pattern": "SELECT regexp_matches('a', '(' || v) FROM v",
      "a format": "SELECT strptime(v, '%Y') FROM v",
      "a time zone": "SELECT now() AT TIME ZONE v FROM v",
      "an error of the SQL's own": "SELECT error(v) FROM v",
      "a JSON path of a row": "SELECT json_extract('{}'::JSON, '$[' || v) FROM v",
      "a JSON path, a Binder error": "SELECT json_extract('{}'::JSON, '$[' || $1::VARCHAR)",
      "SQL, a Parser error": "SELECT * FROM query('SELEC ' || $1)",
      "a JSON path beside JSON of a value":
        "SELECT json_object('k', $1::VARCHAR), json_extract('{}'::JSON, '$[' || $1::VARCHAR)",
      "a table's name, a Catalog error": "SELECT * FROM query_table($1)",
      "a setting's name, a Catalog error": "SELECT current_setting($1)",
    };
    for (const [name, sql] of Object.entries(failing)) {
      test(name, async () => {
        await using warehouse = open();
        for (const value of values) {
          const failure = await failureOf(warehouse, sql.replace("FROM v", "FROM (SELECT $1::VARCHAR AS v)"), value);
          expect(failure).toMatchObject({ code: expect.stringMatching(/^warehouse-(query-failed|sql-refused)$/) });
          const { message, hint } = failure as DatafeedError;
          expect(`${message} ${hint}`).not.toMatch(/bob|smith|brien|555|1234/i);
        }
      });
    }
  });

  test("a value of a table, as one of a parameter, is not shown when a name in the SQL would be", async () => {
    await using warehouse = open();
    const rows = "SELECT json_extract('{}'::JSON, '$[' || name) FROM reporting.contacts";
    expect(String(await failureOf(warehouse, rows))).not.toMatch(/contact /);
    expect(String(await failureOf(warehouse, "SELECT contact_7"))).toMatch(/"contact_7"/);
  });

  test("too little memory is said, with what to raise", async () => {
    await using warehouse = open({ path: "main.duckdb", memoryLimit: "30MB" });
    const failure = await failureOf(warehouse, "SELECT list(i || repeat('x', 100)) FROM range(5000000) AS t(i)");
    expect(failure).toMatchObject({ code: "warehouse-query-failed", hint: expect.stringContaining("memoryLimit") });
  });
});

test("doctor's lines say what was opened, or why it could not be", async () => {
  await using warehouse = open();
  const checks = await warehouse.check(signal);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(checks.map(({ name }) => name)).toEqual(["version", "file", "tables", "sandbox", "time zone", "limits"]);
  expect(checks[1]?.detail).toMatch(/ \(\d+\.\d MiB\), read only$/);
  await using missing = open({ path: "nowhere.duckdb" });
  expect(await missing.check(signal)).toMatchObject([{ name: "open", ok: false }]);
});

/** Another process that holds a file for writing until its input ends. */
function hold(file: string) {
  const api = createRequire(import.meta.url).resolve("@duckdb/node-api");
  const script = `const { DuckDBInstance } = require(${JSON.stringify(api)});
    DuckDBInstance.create(${JSON.stringify(file)}).then((db) => { console.log("held"); process.stdin.resume().on("end", () => { db.closeSync(); process.exit(0); }); });`;
  return spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "inherit"] });
}
