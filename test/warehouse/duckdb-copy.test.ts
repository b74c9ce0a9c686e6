import { spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Column, Plan, Query } from "../../runner/src/compile/plan.ts";
import { makeEncoder } from "../../runner/src/format/make-encoder.ts";
import { parquetContent, parquetFromCsv } from "../../runner/src/format/parquet.ts";
import type { ResolvedOutput } from "../../runner/src/load/project-documents.ts";
import type { LogicalType } from "../../runner/src/load/types.ts";
import { openDuckdb } from "../../runner/src/warehouse/duckdb/open-duckdb.ts";
import type { Copied, Warehouse } from "../../runner/src/warehouse/warehouse.ts";

let project: string;
let warehouse: Warehouse;
let files = 0;
const signal = new AbortController().signal;

const types: readonly (readonly [name: string, sql: string, type: LogicalType])[] = [
  ["id", "BIGINT", { type: "integer" }],
  ["text", "VARCHAR", { type: "string" }],
  ["small", "SMALLINT", { type: "integer" }],
  ["exact", "DECIMAL(12,2)", { type: "decimal", precision: 14, scale: 4 }],
  ["fraction", "DECIMAL(3,3)", { type: "decimal", precision: 3, scale: 3 }],
  ["double", "DOUBLE", { type: "float64" }],
  ["yes", "BOOLEAN", { type: "boolean" }],
  ["at", "TIMESTAMPTZ", { type: "instant", precision: 6 }],
  ["at, 3", "TIMESTAMP", { type: "instant", precision: 3 }],
  ["at 0", "TIMESTAMPTZ", { type: "instant", precision: 0 }],
  ["local", "TIMESTAMPTZ", { type: "local", precision: 6, timezone: "Australia/Lord_Howe" }],
  ["day", "DATE", { type: "date" }],
  ["uuid", "UUID", { type: "uuid" }],
  ["bytes", "BLOB", { type: "bytes" }],
  ['quo"ted', "VARCHAR", { type: "string" }],
];

/** SQL literals that go wrong somewhere; column by column, repeated with different periods. */
const nasty: Readonly<Record<string, readonly string[]>> = {
  text: ["''", "NULL", "' '", "'a,b'", "'a;b'", "'a|b'", "'tab' || chr(9)", "'say \"hi\"'", "'line\nbreak'", "'cr' || chr(13)", "'#hash'", "'=1+1'", "'+1 555 0100'", "'-x'", "'@cmd'", "'NULL'", "'\\N'", "'\\'", "'é👍עברית'", "chr(11) || chr(31) || '\\u000B'", "chr(1) || chr(127)", "'/'", "chr(8232)", "repeat('long, \"', 3000)"],
  small: ["0", "-32768", "32767", "NULL"],
  exact: ["0", "-0.01", "1234567890.12", "-9999999999.99", "NULL"],
  fraction: ["0", ".001", "-.999", "NULL", ".5"],
  double: ["0", "'-0'", "0.1", "1e21", "123456789012345680000", "1e16", "1.5e-6", "1e-7", "5e-324", "-2.5", "NULL", "1e15", "100"],
  yes: ["true", "false", "NULL"],
  at: ["'1900-01-01 00:00:00+00'", "'0001-01-01 00:00:00+00'", "'9999-12-31 23:59:59.999999+00'", "'1969-12-31 23:59:59.999999+00'", "NULL", "'2026-11-01 06:30:00.1+00'"],
  "at, 3": ["'1900-01-01 00:00:00.999999'", "'1969-12-31 23:59:59.000999'", "NULL", "'2026-03-17 07:00:00'"],
  "at 0": ["'1969-12-31 23:59:59.999999+00'", "NULL", "'2026-03-17 07:00:00.5+00'"],
  local: ["'1900-01-01 00:00:00+00'", "'2026-04-04 14:59:59.999999+00'", "'2026-04-04 15:00:00+00'", "'2026-10-03 15:30:00+00'", "NULL", "'2100-12-31 12:00:00+00'", "'1981-02-28 13:30:00+00'"],
  day: ["'0001-01-01'", "'9999-12-31'", "NULL", "'2024-02-29'"],
  uuid: ["'ABCDEF01-2345-6789-ABCD-EF0123456789'", "NULL", "'00000000-0000-0000-0000-000000000000'"],
  bytes: ["'\\x00\\xFF'", "''", "NULL", "'=+/'"],
  'quo"ted': ["'same'", "NULL", "''", "'a\"b'"],
}; // biome-ignore format: a table

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "datafeed-copy-"));
  mkdirSync(join(project, "staging"));
  const instance = await DuckDBInstance.create(join(project, "main.duckdb"));
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const columns = types.map(([name, sql]) => `"${name.replaceAll('"', '""')}" ${sql}`).join(", ");
  await connection.run(`CREATE TABLE nasty (${columns})`);
  const rows = Array.from({ length: 300 }, (_, i) => {
    const cells = types.slice(1).map(([name]) => nasty[name]?.[i % (nasty[name]?.length ?? 1)] ?? "NULL");
    return `(${[i, ...cells].join(", ")})`;
  });
  await connection.run(`INSERT INTO nasty VALUES ${rows.join(", ")}`);
  await connection.run(
    "CREATE TABLE pairs AS SELECT i AS a, i // 2 AS b, CASE WHEN i <> 7000 THEN i END AS c FROM range(10000) AS t(i)",
  );
  await connection.run(
    "CREATE TABLE odd AS SELECT 'infinity'::TIMESTAMPTZ AS forever, 1.005::DECIMAL(6,3) AS fine, '{\"b\":1,\"a\":2}'::JSON AS json",
  );
  connection.closeSync();
  instance.closeSync();
  warehouse = openDuckdb("sample", { type: "duckdb", path: "main.duckdb" }, project);
});

afterAll(async () => {
  await warehouse[Symbol.asyncDispose]();
  rmSync(project, { recursive: true, force: true });
});

function query(sql: string, ...values: string[]): Query {
  return { sql, parameters: values.map((value) => ({ value, type: "string", pii: false })) };
}

function column(name: string, type: LogicalType): Column {
  return { name, field: name, type };
}

const csvOutput: ResolvedOutput = {
  format: "csv",
  compress: "none",
  to: "local",
  order: "key",
  empty: "publish",
  reconcile: "none",
  delimiter: ",",
  header: true,
  bom: false,
  formulas: "raw",
  pretty: false,
};

interface PlanParts {
  readonly query: Query;
  readonly columns: readonly Column[];
  readonly hiddenKey?: readonly Column[];
  readonly key?: readonly number[];
  readonly output?: Partial<ResolvedOutput>;
}

function planOf(parts: PlanParts): Plan {
  return {
    extract: "e",
    product: "p",
    owner: "o",
    shared: false,
    template: "t",
    warehouse: "sample",
    dialect: "duckdb",
    kind: "Adhoc",
    window: { start: "2026-01-01T00:00:00Z", end: "2026-02-01T00:00:00Z", timezone: "UTC" },
    query: parts.query,
    columns: parts.columns,
    hiddenKey: parts.hiddenKey ?? [],
    key: parts.key ?? [],
    count: query("SELECT 5"),
    output: { ...csvOutput, ...parts.output },
    definitionHash: "",
    planHash: "",
  };
}

function nastyPlan(output: Partial<ResolvedOutput> = {}): Plan {
  const sql = "SELECT * FROM nasty WHERE id >= $1::BIGINT ORDER BY id DESC";
  return planOf({ query: query(sql, "3"), columns: types.map(([name, , type]) => column(name, type)), key: [0], output });
}

/** The bytes of the reading, through the encoder. */
async function encoded(plan: Plan): Promise<Buffer> {
  const encoder = makeEncoder(plan);
  const pieces: Buffer[] = [];
  const take = (all: ReturnType<typeof encoder.begin>): void => {
    for (const { bytes } of all) pieces.push(Buffer.from(bytes));
  };
  take(encoder.begin());
  await using reading = await warehouse.read(plan.query, { signal });
  for await (const batch of reading.batches) take(encoder.encode(batch));
  take(encoder.end());
  return Buffer.concat(pieces);
}

async function copied(plan: Plan): Promise<{ file: string; result: Copied | undefined }> {
  const file = join(project, "staging", `${++files}`);
  return { file, result: await warehouse.copyTo?.(plan, file, { signal }) };
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function expectSameBytes(plan: Plan): Promise<void> {
  const { file, result } = await copied(plan);
  const expected = await encoded(plan);
  expect(readFileSync(file, "utf8")).toBe(expected.toString());
  expect(result).toEqual({ rows: 297, written: 297, bytes: expected.length, sha256: sha256(expected) });
}

describe("the engine's file has the encoder's bytes", () => {
  const outputs: readonly Partial<ResolvedOutput>[] = [
    {},
    { delimiter: ";" },
    { delimiter: "\t" },
    { delimiter: "|", header: false },
    { bom: true },
    { formulas: "escape" },
    { format: "ndjson" },
    { order: "none" },
  ];
  for (const output of outputs) test(JSON.stringify(output), () => expectSameBytes(nastyPlan(output)));
});

test("a small file, spelled out", async () => {
  const sql =
    "SELECT * FROM (VALUES (1, '', 0.5::DOUBLE), (2, NULL, 1e21), (3, 'a#\"b', '-0'::DOUBLE)) AS t(a, b, c) ORDER BY 1 DESC";
  const columns = [column("a", { type: "integer" }), column("b", { type: "string" }), column("c,d", { type: "float64" })];
  const { file } = await copied(planOf({ query: query(sql), columns }));
  expect(readFileSync(file, "utf8")).toBe('a,b,"c,d"\n3,"a#""b",0\n2,,1e+21\n1,"",0.5\n');
});

test("no rows: the header alone, or nothing", async () => {
  for (const [output, content] of [[{}, "a\n"], [{ header: false }, ""], [{ format: "ndjson" }, ""]] as const) {
    const plan = planOf({ query: query("SELECT 1 AS a WHERE false"), columns: [column("a", { type: "integer" })], output });
    const { file, result } = await copied(plan);
    expect(readFileSync(file, "utf8")).toBe(content);
    expect(result).toEqual({ rows: 0, written: 0, bytes: content.length, sha256: sha256(Buffer.from(content)) });
  }
}); // biome-ignore format: a table

test("hidden key columns order the file and do not stand in it", async () => {
  const plan = planOf({
    query: query("SELECT b, a FROM pairs WHERE a < 4 ORDER BY a"),
    columns: [column("b", { type: "integer" })],
    hiddenKey: [column("a", { type: "integer" })],
    key: [1],
  });
  expect(readFileSync((await copied(plan)).file, "utf8")).toBe("b\n0\n0\n1\n1\n");
});

test("many rows come in order, by several threads", async () => {
  const sql = "SELECT i, repeat('x', (i % 50)::INTEGER) FROM range(500000) AS t(i) ORDER BY i";
  const { file } = await copied(
    planOf({ query: query(sql), columns: [column("i", { type: "integer" }), column("x", { type: "string" })], key: [0] }),
  );
  const expected = Array.from({ length: 500_000 }, (_, i) => `${i},${"x".repeat(i % 50) || '""'}\n`);
  expect(readFileSync(file, "utf8") === `i,x\n${expected.join("")}`).toBe(true);
});

test("copies at once have a spool file each", async () => {
  await using fresh = openDuckdb("fresh", { type: "duckdb", maxQueries: 4 }, project);
  const asked = ["1", "2", "3", "4"].map(async (value) => {
    const file = join(project, "staging", `${++files}`);
    const sql = "SELECT $1::BIGINT AS a FROM range(1000)";
    await fresh.copyTo?.(planOf({ query: query(sql, value), columns: [column("a", { type: "integer" })] }), file, { signal });
    return readFileSync(file, "utf8");
  });
  expect(await Promise.all(asked)).toEqual(["1", "2", "3", "4"].map((value) => `a\n${`${value}\n`.repeat(1000)}`));
});

test("rows are counted in the same transaction when asked", async () => {
  const plan = planOf({ query: query("SELECT 1 AS a"), columns: [column("a", { type: "integer" })] });
  const file = join(project, "staging", `${++files}`);
  expect(await warehouse.copyTo?.(plan, file, { signal, count: plan.count })).toMatchObject({ rows: 1, counted: 5 });
});

describe("keys", () => {
  const a = column("a", { type: "integer" });
  const b = column("b", { type: "integer" });
  const c = column("c", { type: "integer" });

  test("a duplicate and an empty key are refused by the row at which the encoder would, and no file is left", async () => {
    const cases: readonly [Plan, string][] = [
      [
        planOf({ query: query("SELECT b, a FROM pairs WHERE a > 10 ORDER BY b"), columns: [b], hiddenKey: [a], key: [0] }),
        "format-duplicate-key",
      ],
      [
        planOf({ query: query("SELECT a, b FROM pairs ORDER BY b, a"), columns: [a], hiddenKey: [b], key: [1] }),
        "format-duplicate-key",
      ],
      [planOf({ query: query("SELECT a, c FROM pairs ORDER BY a"), columns: [a, c], key: [1, 0] }), "format-empty-key"],
    ];
    for (const [plan, code] of cases) {
      const byEngine = await copied(plan).catch((error: unknown) => error);
      const byEncoder = await encoded(plan).catch((error: unknown) => error);
      expect(byEngine).toMatchObject({ code });
      expect(String(byEngine)).toBe(String(byEncoder));
      expect(existsSync(join(project, "staging", `${files}`))).toBe(false);
    }
  });
});

describe("Parquet", () => {
  test("the typed file has the content that the way through CSV has", async () => {
    const plan = nastyPlan({ format: "parquet" });
    const { file, result } = await copied(plan);
    const csv = await encoded(nastyPlan());
    expect(result).toMatchObject({ rows: 297, written: 297, sha256: sha256(csv) });
    writeFileSync(`${file}.csv`, csv);
    await parquetFromCsv(plan.columns, `${file}.csv`, `${file}.parquet`, signal);
    expect(await parquetContent(plan.columns, `${file}.parquet`, signal)).toEqual({ rows: 297, sha256: sha256(csv) });
  });

  test("numbers that might not fit go by way of the CSV", async () => {
    const columns = [column("n", { type: "integer" })];
    const { result } = await copied(planOf({ query: query("SELECT 1::HUGEINT AS n"), columns, output: { format: "parquet" } }));
    expect(result).toBeUndefined();
  });
});

describe("marks of columns", () => {
  const marked = (mark: Pick<Column, "jsonAs" | "required">, output: Partial<ResolvedOutput>, sql = "TRUE"): Plan =>
    planOf({
      query: query(`SELECT * FROM nasty WHERE id >= 3 AND ${sql} ORDER BY id DESC`),
      columns: types.map(([name, , type]) => ({ ...column(name, type), ...mark })),
      key: [0],
      output,
    });

  test("`jsonAs: string` is the encoder's", () => expectSameBytes(marked({ jsonAs: "string" }, { format: "ndjson" })));

  test.each(["csv", "ndjson", "parquet"] as const)(
    "a NULL in a required column is left to the encoder (%s)",
    async (format) => {
      const { file, result } = await copied(marked({ required: true }, { format }));
      expect(result).toBeUndefined();
      expect(existsSync(file)).toBe(false);
      const full = types.map(([name]) => `"${name.replaceAll('"', '""')}" IS NOT NULL`).join(" AND ");
      const whole = marked({ required: true }, { format }, full);
      const { result: written } = await copied(whole);
      expect(written).toMatchObject({
        sha256: sha256(await encoded({ ...whole, output: { ...whole.output, format: format === "parquet" ? "csv" : format } })),
      });
    },
  );
});

describe("what the engine can't write the same is left to the encoder, and no file is left", () => {
  const text = column("a", { type: "string" });
  const plans: Readonly<Record<string, Plan>> = {
    "JSON columns": planOf({ query: query("SELECT json FROM odd"), columns: [column("json", { type: "json" })] }),
    "the JSON format": planOf({ query: query("SELECT 'x'"), columns: [text], output: { format: "json" } }),
    "a split": planOf({ query: query("SELECT 'x'"), columns: [text], output: { split: { rows: 1 } } }),
    "names that differ in case alone": planOf({
      query: query("SELECT 'x', 'y'"),
      columns: [text, column("A", { type: "string" })],
    }),
    "digits that would be cut": planOf({
      query: query("SELECT fine FROM odd"),
      columns: [column("fine", { type: "decimal", precision: 6, scale: 2 })],
    }),
    "infinite times": planOf({
      query: query("SELECT forever FROM odd"),
      columns: [column("forever", { type: "instant", precision: 6 })],
    }),
    "infinite times in Parquet": planOf({
      query: query("SELECT forever FROM odd"),
      columns: [column("forever", { type: "instant", precision: 6 })],
      output: { format: "parquet" },
    }),
    "wall clocks of other centuries": planOf({
      query: query("SELECT TIMESTAMPTZ '1850-01-01 00:00:00+00'"),
      columns: [column("l", { type: "local", precision: 6, timezone: "Europe/Paris" })],
    }),
    "NaN in JSON": planOf({
      query: query("SELECT 'nan'::DOUBLE"),
      columns: [column("n", { type: "float64" })],
      output: { format: "ndjson" },
    }),
    "another number of columns": planOf({ query: query("SELECT 1, 2"), columns: [text] }),
  };
  for (const [name, plan] of Object.entries(plans)) {
    test(name, async () => {
      const { file, result } = await copied(plan);
      expect(result).toBeUndefined();
      expect(existsSync(file)).toBe(false);
    });
  }
});

describe("failures", () => {
  const columns = [column("a", { type: "integer" })];

  test("a signal ends the copy with its reason", async () => {
    const controller = new AbortController();
    const file = join(project, "staging", `${++files}`);
    const plan = planOf({ query: query("SELECT i FROM range(100000000000) AS t(i) WHERE i % 7 = 3"), columns });
    const copying = warehouse.copyTo?.(plan, file, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await expect(copying).rejects.toThrow("enough");
    expect(existsSync(file)).toBe(false);
  });

  test("a value that fails in the middle leaves no file", async () => {
    const sql = "SELECT CASE WHEN i < 900000 THEN i ELSE ('x' || i)::BIGINT END FROM range(1000000) AS t(i)";
    await expect(copied(planOf({ query: query(sql), columns }))).rejects.toMatchObject({ code: "warehouse-query-failed" });
    expect(existsSync(join(project, "staging", `${files}`))).toBe(false);
  });

  test("a file that exists is never overwritten", async () => {
    const file = join(project, "staging", `${++files}`);
    writeFileSync(file, "mine");
    const plan = planOf({ query: query("SELECT 1"), columns });
    await expect(warehouse.copyTo?.(plan, file, { signal })).rejects.toMatchObject({ code: "format-file-failed" });
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  test("a folder that is not there is said", async () => {
    const plan = planOf({ query: query("SELECT 1"), columns });
    await expect(warehouse.copyTo?.(plan, join(project, "nowhere", "x"), { signal })).rejects.toMatchObject({
      code: "format-file-failed",
    });
  });

  test("what a killed process left in the spool goes with the next copy, but nothing of a living one or of another machine", async () => {
    const spools = join(project, "elsewhere", ".datafeed", "spool");
    const { pid: dead } = spawnSync(process.execPath, ["--version"]);
    const spool = (pid: number | undefined, host: string): string => `${pid}-${randomUUID()}@${host}`;
    const gone = spool(dead, hostname());
    const kept = [spool(process.pid, hostname()), spool(dead, "another.example"), spool(dead, `${hostname()}.another`)];
    for (const name of [gone, ...kept]) mkdirSync(join(spools, name), { recursive: true });
    await using other = openDuckdb("other", { type: "duckdb" }, join(project, "elsewhere"));
    await other.copyTo?.(planOf({ query: query("SELECT 1"), columns }), join(project, "staging", `${++files}`), { signal });
    await other[Symbol.asyncDispose]();
    expect(readdirSync(spools).sort()).toEqual(kept.sort());
  });

  test("the SQL can't see the spool of another copy, and nothing stays in it", async () => {
    const spools = join(project, ".datafeed", "spool");
    expect(readdirSync(spools).flatMap((name) => readdirSync(join(spools, name)))).toEqual([]);
    const other = openDuckdb("other", { type: "duckdb" }, project);
    await using _ = other;
    const peek = query(`SELECT * FROM glob('${spools}/*/*')`);
    await expect(other.read(peek, { signal })).rejects.toMatchObject({ code: "warehouse-permission" });
  });
});
