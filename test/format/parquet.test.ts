import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Column } from "../../runner/src/compile/plan.ts";
import { parquetContent, parquetFromCsv } from "../../runner/src/format/parquet.ts";
import type { LogicalType } from "../../runner/src/load/types.ts";

let folder: string;
let files = 0;
const signal = new AbortController().signal;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "datafeed-parquet-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function column(name: string, type: LogicalType): Column {
  return { name, field: name, type };
}

/** Writes a spool of canonical CSV and turns it into Parquet. */
async function parquetOf(columns: readonly Column[], csv: string | Buffer): Promise<string> {
  const name = join(folder, `${++files}`);
  writeFileSync(`${name}.csv`, csv);
  await parquetFromCsv(columns, `${name}.csv`, `${name}.parquet`, signal);
  return `${name}.parquet`;
}

async function rowsOf(file: string): Promise<Record<string, unknown>[]> {
  const compressors = { ZSTD: (input: Uint8Array) => new Uint8Array(zstdDecompressSync(input)) };
  return await parquetReadObjects({ file: await asyncBufferFromFile(file), compressors });
}

function sha256(csv: string | Buffer): string {
  return createHash("sha256").update(csv).digest("hex");
}

const everything: readonly Column[] = [
  column("text", { type: "string" }),
  column("whole", { type: "integer" }),
  column("exact", { type: "decimal", precision: 38, scale: 4 }),
  column("double", { type: "float64" }),
  column("yes", { type: "boolean" }),
  column("at", { type: "instant", precision: 6 }),
  column("at 0", { type: "instant", precision: 0 }),
  column("local", { type: "local", precision: 3, timezone: "America/Chicago" }),
  column("day", { type: "date" }),
  column("id", { type: "uuid" }),
  column("bytes", { type: "bytes" }),
  column('js"on, x', { type: "json" }),
];
const header = 'text,whole,exact,double,yes,at,at 0,local,day,id,bytes,"js""on, x"\n';
const rows = [
  'a,9223372036854775807,1234567890123456789012345678901234.5678,0.1,true,2026-03-17T07:00:00.123456Z,2026-03-17T07:00:00Z,2026-03-17T02:00:00.123-05:00,2026-03-17,abcdef01-2345-6789-abcd-ef0123456789,AP8=,"{""a"":1}"',
  '"",-9223372036854775808,-0.5000,1e+21,false,0001-01-01T00:00:00.000000Z,9999-12-31T23:59:59Z,1883-11-18T12:09:23.999-05:50:36,9999-12-31,00000000-0000-0000-0000-000000000000,"",null',
  ",,,,,,,,,,,",
  '"x ""q"", #\r\ny",0,0.0000,-1.5e-7,true,1969-12-31T23:59:59.999999Z,1969-12-31T23:59:59Z,2026-11-01T01:30:00.000-06:00,0001-01-01,ffffffff-ffff-ffff-ffff-ffffffffffff,YQ==,[]',
  "NULL,1,0.0001,NaN,false,2026-11-01T06:30:00.000001Z,2026-11-01T06:30:00Z,2026-11-01T01:30:00.000-05:00,2026-02-28,ABCDEF01-2345-6789-abcd-ef0123456789,YWI=,0",
  " #👍\u2028,2,1.0000,-Infinity,true,2026-11-01T06:30:00.000001Z,2026-11-01T06:30:00Z,x,2026-02-28,abcdef01-2345-6789-abcd-ef0123456789,YWI=,0",
];
const csv = header + rows.map((row) => `${row}\n`).join("");

test("every type comes back as the canonical text that it was, NULL and empty text apart", async () => {
  const file = await parquetOf(everything, csv);
  expect(await parquetContent(everything, file, signal)).toEqual({ rows: rows.length, sha256: sha256(csv) });
});

test("another reader sees the same values, typed", async () => {
  const file = await parquetOf(everything, csv);
  const read = await rowsOf(file);
  expect(read.map((row) => row["text"])).toEqual(["a", "", null, 'x "q", #\r\ny', "NULL", " #👍\u2028"]);
  expect(read.map((row) => row["whole"])).toEqual([9223372036854775807n, -9223372036854775808n, null, 0n, 1n, 2n]);
  expect(read.map((row) => row["double"])).toEqual([0.1, 1e21, null, -1.5e-7, Number.NaN, Number.NEGATIVE_INFINITY]);
  expect(read.map((row) => row["yes"])).toEqual([true, false, null, true, false, true]);
  expect(read[0]?.["at"]).toEqual(new Date("2026-03-17T07:00:00.123Z"));
  expect(read[0]?.["local"]).toBe("2026-03-17T02:00:00.123-05:00");
  expect(read[0]?.["id"]).toBe("abcdef01-2345-6789-abcd-ef0123456789");
  expect(read[0]?.["day"]).toEqual(new Date("2026-03-17T00:00:00Z"));
  expect(read[1]?.["exact"]).toBe(-0.5);
  expect(read[0]?.['js"on, x']).toBe('{"a":1}');
});

test("its schema holds logical types that readers know", async () => {
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(await parquetOf(everything, csv)));
  const types = Object.fromEntries(
    schema.slice(1).map(({ name, type, logical_type, converted_type }) => [name, logical_type?.type ?? converted_type ?? type]),
  );
  expect(types).toMatchObject({
    text: "UTF8",
    exact: "DECIMAL",
    double: "DOUBLE",
    at: "TIMESTAMP",
    day: "DATE",
    bytes: "BYTE_ARRAY",
  });
  expect(schema.find(({ name }) => name === "at")?.logical_type).toMatchObject({ isAdjustedToUTC: true, unit: "MICROS" });
});

test("no rows, and NULLs in a single column, are kept", async () => {
  const one = [column("a", { type: "string" })];
  for (const content of ["a\n", 'a\n\n""\nx\n\n']) {
    const file = await parquetOf(one, content);
    expect(await parquetContent(one, file, signal)).toEqual({ rows: content.split("\n").length - 2, sha256: sha256(content) });
  }
});

test("rows stay in order over many row groups", async () => {
  const columns = [column("n", { type: "integer" }), column("text", { type: "string" })];
  const content = `n,text\n${Array.from({ length: 400_000 }, (_, i) => `${i},"line ${i}\nof, text"\n`).join("")}`;
  const file = await parquetOf(columns, content);
  expect(await parquetContent(columns, file, signal)).toEqual({ rows: 400_000, sha256: sha256(content) });
});

test("a cell of twenty million bytes is kept", async () => {
  const columns = [column("n", { type: "integer" }), column("text", { type: "string" })];
  const content = Buffer.concat([Buffer.from('n,text\n1,"'), Buffer.alloc(20_000_000, 'é"",\n'), Buffer.from('"\n2,x\n')]);
  const file = await parquetOf(columns, content);
  expect(await parquetContent(columns, file, signal)).toEqual({ rows: 2, sha256: sha256(content) });
});

test("a value that Parquet's type does not hold is named by its column, and leaves no file", async () => {
  const failing: readonly [LogicalType, string][] = [
    [{ type: "integer" }, "9223372036854775808"],
    [{ type: "decimal", precision: 4, scale: 2 }, "123.45"],
  ];
  for (const [type, value] of failing) {
    const problem = await parquetOf([column("x", { type: "string" }), column("n", type)], `x,n\na,${value}\n`).catch(
      (error: unknown) => error,
    );
    expect(problem).toMatchObject({ code: "format-value" });
    expect(String(problem)).toMatch(/Column n /);
    expect(String(problem)).not.toContain(value);
    expect(existsSync(join(folder, `${files}.parquet`))).toBe(false);
  }
  const wide = column("n", { type: "decimal", precision: 40, scale: 2 });
  await expect(parquetOf([wide], "n\n1.00\n")).rejects.toMatchObject({ code: "format-value" });
});

test("names that differ in case alone are refused, not changed", async () => {
  const columns = [column("a", { type: "string" }), column("A", { type: "string" })];
  await expect(parquetOf(columns, "a,A\n1,2\n")).rejects.toMatchObject({ code: "format-value" });
});

test("a file that exists is left alone", async () => {
  const columns = [column("a", { type: "string" })];
  const file = await parquetOf(columns, "a\nold\n");
  await expect(parquetFromCsv(columns, file.replace(".parquet", ".csv"), file, signal)).rejects.toMatchObject({
    code: "format-file-failed",
  });
  expect(await rowsOf(file)).toEqual([{ a: "old" }]);
});

test("an aborted signal ends it with its reason", async () => {
  const aborted = AbortSignal.abort(new Error("enough"));
  const file = await parquetOf([column("a", { type: "string" })], "a\nx\n");
  await expect(parquetContent([column("a", { type: "string" })], file, aborted)).rejects.toThrow("enough");
});

test("nothing is left beside the files", () => {
  expect(readdirSync(folder).filter((name) => !/^\d+\.(csv|parquet)$/.test(name))).toEqual([]);
});
