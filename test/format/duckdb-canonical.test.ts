import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canonicalJsonValue, canonicalText } from "../../runner/src/format/canonical/canonical-text.ts";
import {
  duckdbCanonical,
  duckdbCsvCell,
  duckdbJsonValue,
  duckdbText,
  notCanonical,
} from "../../runner/src/format/duckdb-canonical.ts";
import type { InstantPrecision, LogicalType } from "../../runner/src/load/types.ts";

let instance: DuckDBInstance;
let duckdb: DuckDBConnection;

beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:");
  duckdb = await instance.connect();
  await duckdb.run("SET TimeZone = 'UTC'");
});

afterAll(() => {
  duckdb.closeSync();
  instance.closeSync();
});

/** The texts of `values` (SQL) after `expression`, which speaks of column `v`. */
async function texts(values: readonly string[], type: string, expression: string | undefined): Promise<(string | null)[]> {
  if (expression === undefined) throw new Error("there is no expression");
  const rows = values.map((value, at) => `(${at}, ${value}::${type})`).join(", ");
  const reader = await duckdb.runAndReadAll(`SELECT ${expression} FROM (VALUES ${rows}) AS t(i, v) ORDER BY i`);
  return reader.getRows().map(([text]) => (text === null ? null : String(text)));
}

/** What the encoder would make of the text that a reading hands to it. */
async function encoded(values: readonly string[], type: string, logical: LogicalType): Promise<(string | null)[]> {
  const canonical = canonicalText(logical);
  return (await texts(values, type, duckdbText(type, "v"))).map((text) => (text === null ? null : canonical(text)));
}

const float64: LogicalType = { type: "float64" };

test("doubles are printed as ECMAScript prints them", async () => {
  const nasty = [
    0, -0, 1, -1, 0.1, 1e15, 1e16, -1e16, 123456789012345680000, 1e20, 1e21, -1.5e21, 1e-4, 1e-5, 1.5e-6, -1.5e-6, 1e-6, 9.99e-7,
    1e-7, -1.25e-7, 1e-10, 1e100, 5e-324, Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53, 2 ** 63, 2 ** 64, 0.1 + 0.2, 4.35, 1e23,
    Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY,
  ]; // biome-ignore format: a list of numbers
  await expectDoubles(nasty);
});

test("any double is printed as ECMAScript prints it", async () => {
  const exponents = fc
    .tuple(fc.integer({ min: -25, max: 25 }), fc.integer({ min: -1e9, max: 1e9 }))
    .map(([e, n]) => Number(`${n}e${e}`));
  const batch = fc.array(fc.oneof(fc.double(), exponents, fc.float()), { minLength: 500, maxLength: 500 });
  await fc.assert(fc.asyncProperty(batch, expectDoubles), { numRuns: 40 });
});

async function expectDoubles(values: readonly number[]): Promise<void> {
  const found = await texts(
    values.map((value) => `'${Object.is(value, -0) ? "-0" : value}'`),
    "DOUBLE",
    duckdbCanonical(float64, "DOUBLE", "v"),
  );
  expect(found).toEqual(values.map((value) => String(value + 0)));
}

test("32 bit floats are their own shortest digits, whole numbers and decimals the nearest double", async () => {
  expect(
    await texts(["0.1", "16777217", "1e10", "3.4e38", "1e-5", "NULL"], "FLOAT", duckdbCanonical(float64, "FLOAT", "v")),
  ).toEqual(["0.1", "16777216", "10000000000", "3.4e+38", "0.00001", null]);
  expect(await texts(["9007199254740993", "-1"], "BIGINT", duckdbCanonical(float64, "BIGINT", "v"))).toEqual([
    "9007199254740992",
    "-1",
  ]);
  expect(await texts(["0.10", "-0.50"], "DECIMAL(2,2)", duckdbCanonical(float64, "DECIMAL(2,2)", "v"))).toEqual([
    "0.1",
    "-0.5",
  ]);
});

test("decimals have exactly the digits of their field", async () => {
  const values = ["0", "-0.5", "0.5", "12.3", "-12.34", "NULL"];
  for (const type of ["DECIMAL(10,2)", "DECIMAL(38,4)", "DECIMAL(18,3)"]) {
    const logical: LogicalType = { type: "decimal", precision: 38, scale: 4 };
    expect(await texts(values, type, duckdbCanonical(logical, type, "v"))).toEqual([
      "0.0000",
      "-0.5000",
      "0.5000",
      "12.3000",
      "-12.3400",
      null,
    ]);
  }
  const small: LogicalType = { type: "decimal", precision: 2, scale: 2 };
  expect(await texts([".5", "-.5", "0"], "DECIMAL(2,2)", duckdbCanonical(small, "DECIMAL(2,2)", "v"))).toEqual([
    "0.50",
    "-0.50",
    "0.00",
  ]);
  expect(await texts(["7"], "INTEGER", duckdbCanonical(small, "INTEGER", "v"))).toEqual(["7.00"]);
  expect(
    await texts(
      ["99999999999999999999999999999999999999"],
      "DECIMAL(38,0)",
      duckdbCanonical({ type: "integer" }, "DECIMAL(38,0)", "v"),
    ),
  ).toEqual(["9".repeat(38)]);
  expect(duckdbCanonical(small, "DECIMAL(10,3)", "v")).toBeUndefined();
});

const precisions: readonly InstantPrecision[] = [0, 3, 6];
const zones = [
  "UTC",
  "America/Chicago",
  "Africa/Monrovia",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Europe/Dublin",
  "America/St_Johns",
  "Pacific/Apia",
  "Africa/Casablanca",
];
const instants = [
  "1900-01-01 00:00:00+00", "1900-06-01 12:34:56.999999+00", "1919-03-15 00:00:00+00", "1945-04-02 12:00:00+00", "1969-12-31 23:59:59.999999+00",
  "1972-01-07 00:44:29.5+00", "1972-01-07 00:44:30+00", "1986-01-01 00:00:00+00", "2011-12-30 09:59:59.999+00", "2011-12-30 10:00:00+00",
  "2026-03-08 07:59:59.999999+00", "2026-03-08 08:00:00+00", "2026-11-01 06:30:00.1+00", "2026-11-01 07:00:00+00", "2038-01-19 03:14:08+00",
  "2087-04-05 00:00:00.000001+00", "2100-12-31 23:59:59.999999+00",
]; // biome-ignore format: a list of instants

test("instants and wall clocks are the encoder's, at every precision and in zones with odd offsets", async () => {
  const values = [...instants.map((text) => `'${text}'`), "NULL"];
  for (const precision of precisions) {
    for (const type of ["TIMESTAMP WITH TIME ZONE", "TIMESTAMP"]) {
      const logical: LogicalType = { type: "instant", precision };
      expect(await texts(values, type, duckdbCanonical(logical, type, "v"))).toEqual(await encoded(values, type, logical));
    }
    for (const timezone of zones) {
      const logical: LogicalType = { type: "local", precision, timezone };
      const type = "TIMESTAMP WITH TIME ZONE";
      expect(await texts(values, type, duckdbCanonical(logical, type, "v")), timezone).toEqual(
        await encoded(values, type, logical),
      );
    }
  }
});

test("any instant of two centuries has the wall clock that the encoder gives it", async () => {
  const us = fc.bigInt({ min: -2208988800000000n, max: 4133980799999999n });
  const batches = fc.tuple(
    fc.array(us, { minLength: 300, maxLength: 300 }),
    fc.constantFrom(...zones),
    fc.constantFrom(...precisions),
  );
  const property = fc.asyncProperty(batches, async ([moments, timezone, precision]) => {
    const values = moments.map((moment) => `make_timestamptz(${moment}::BIGINT)`);
    const type = "TIMESTAMP WITH TIME ZONE";
    const logical: LogicalType = { type: "local", precision, timezone };
    expect(await texts(values, type, duckdbCanonical(logical, type, "v"))).toEqual(await encoded(values, type, logical));
  });
  await fc.assert(property, { numRuns: 12 });
});

test("a value without canonical text ends the statement with the mark that asks for the encoder", async () => {
  const instant: LogicalType = { type: "instant", precision: 6 };
  const local: LogicalType = { type: "local", precision: 6, timezone: "America/Chicago" };
  const refused: readonly [LogicalType, string, string][] = [
    [instant, "TIMESTAMP WITH TIME ZONE", "'infinity'"],
    [instant, "TIMESTAMP", "'-infinity'"],
    [instant, "TIMESTAMP WITH TIME ZONE", "'0044-03-15 (BC) 00:00:00+00'"],
    [instant, "TIMESTAMP", "'12345-01-01 00:00:00'"],
    [{ type: "date" }, "DATE", "'0044-03-15 (BC)'"],
    [{ type: "date" }, "DATE", "'infinity'"],
    [local, "TIMESTAMP WITH TIME ZONE", "'1899-12-31 23:59:59+00'"],
    [local, "TIMESTAMP WITH TIME ZONE", "'infinity'"],
  ];
  for (const [logical, type, value] of refused) {
    await expect(texts([value], type, duckdbCanonical(logical, type, "v"))).rejects.toThrow(notCanonical);
    if (logical.type !== "local" || value === "'infinity'") await expect(encoded([value], type, logical)).rejects.toThrow();
  }
});

test("the text of a reading suits the encoder for every other type", async () => {
  expect(await texts(["true", "false", "NULL"], "BOOLEAN", duckdbText("BOOLEAN", "v"))).toEqual(["true", "false", null]);
  expect(await encoded(["'\\x00\\xFFa'", "''"], "BLOB", { type: "bytes" })).toEqual(["AP9h", ""]);
  expect(await texts(["'\\x00\\xFFa'"], "BLOB", duckdbCanonical({ type: "bytes" }, "BLOB", "v"))).toEqual(["AP9h"]);
  expect(
    await texts(["'ABCDEF01-2345-6789-ABCD-EF0123456789'"], "UUID", duckdbCanonical({ type: "uuid" }, "UUID", "v")),
  ).toEqual(["abcdef01-2345-6789-abcd-ef0123456789"]);
  expect(await texts(["'2026-03-17'"], "DATE", duckdbCanonical({ type: "date" }, "DATE", "v"))).toEqual(["2026-03-17"]);
  expect(await encoded([`{'b': [1, NULL], 'a': 'x"'}`], `STRUCT(b INTEGER[], a VARCHAR)`, { type: "json" })).toEqual([
    `{"a":"x\\"","b":[1,null]}`,
  ]);
  expect(await encoded([`'{"b": 1.0, "a": 123456789012345678901}'`], "JSON", { type: "json" })).toEqual([
    `{"a":123456789012345678901,"b":1}`,
  ]);
  expect(await encoded(["'2026-03-17 00:00:00.123456789'"], "TIMESTAMP_NS", { type: "instant", precision: 6 })).toEqual([
    "2026-03-17T00:00:00.123456Z",
  ]);
  expect(await encoded(["'12:30:00'"], "TIME", { type: "string" })).toEqual(["12:30:00"]);
});

test("types that do not fit are left to the encoder", () => {
  const misfits: readonly [LogicalType, string][] = [
    [{ type: "integer" }, "DOUBLE"],
    [{ type: "integer" }, "DECIMAL(10,2)"],
    [{ type: "boolean" }, "INTEGER"],
    [{ type: "instant", precision: 6 }, "DATE"],
    [{ type: "date" }, "TIMESTAMP"],
    [{ type: "uuid" }, "VARCHAR"],
    [{ type: "bytes" }, "VARCHAR"],
    [{ type: "json" }, "JSON"],
  ];
  for (const [logical, type] of misfits) expect(duckdbCanonical(logical, type, "v")).toBeUndefined();
});

test("CSV cells are quoted where a delimiter, a quote or a line end stands in them, and nowhere else", async () => {
  const values = ["''", "' a '", "'#a'", "'a,b'", "'a;b'", "'a\"b'", "'a\nb'", "'a\rb'", "'NULL'", "'\\N'", "NULL", "'\t'"];
  expect(await texts(values, "VARCHAR", duckdbCsvCell("v", ","))).toEqual([
    '""',
    " a ",
    "#a",
    '"a,b"',
    "a;b",
    '"a""b"',
    '"a\nb"',
    '"a\rb"',
    "NULL",
    "\\N",
    null,
    "\t",
  ]);
  expect((await texts(values, "VARCHAR", duckdbCsvCell("v", ";"))).slice(3, 5)).toEqual(["a,b", '"a;b"']);
  expect((await texts(values, "VARCHAR", duckdbCsvCell("v", "\t"))).at(-1)).toBe('"\t"');
});

test("formulas get an apostrophe, phone numbers do not", async () => {
  const values = [
    "'=1+1'",
    "'+1 (555) 0100'",
    "'-5.2'",
    "'-a'",
    "'@x'",
    "'=a,b'",
    "''",
    "'\tx'",
    "'\rx'",
    `'+${"1".repeat(64)}'`,
    "'+é'",
    "'a=b'",
    "NULL",
  ];
  expect(await texts(values, "VARCHAR", duckdbCsvCell("v", ",", "escape"))).toEqual([
    "'=1+1", "+1 (555) 0100", "-5.2", "'-a", "'@x", `"'=a,b"`, '""', "'\tx", `"'\rx"`, `'+${"1".repeat(64)}`, "'+é", "a=b", null,
  ]); // biome-ignore format: a list of cells
});

test("JSON strings are those of JSON.stringify, for every character", async () => {
  const expression = duckdbJsonValue({ type: "string" }, "v");
  const reader = await duckdb.runAndReadAll(
    `SELECT i, ${expression} FROM (SELECT i, 'a\\' || chr(i::INTEGER) || '\\u000B"' || chr(i::INTEGER) AS v FROM range(0, 65536) AS t(i) WHERE i NOT BETWEEN 55296 AND 57343)`,
  );
  const wrong = reader.getRows().filter(([at, json]) => {
    const char = String.fromCodePoint(Number(at));
    return json !== JSON.stringify(`a\\${char}\\u000B"${char}`);
  });
  expect(wrong).toEqual([]);
});

test("JSON values are the encoder's", async () => {
  const cases: readonly [LogicalType, string, readonly string[]][] = [
    [{ type: "integer" }, "BIGINT", ["-5", "NULL"]],
    [float64, "DOUBLE", ["1e21", "0.5", "NULL"]],
    [{ type: "boolean" }, "BOOLEAN", ["true", "NULL"]],
    [{ type: "instant", precision: 3 }, "TIMESTAMP", ["'2026-01-01 00:00:00.1239'"]],
    [{ type: "uuid" }, "UUID", ["'abcdef01-2345-6789-abcd-ef0123456789'"]],
    [{ type: "string" }, "VARCHAR", ["'é👍\u2028/\\\"'", "''", "NULL"]],
  ];
  for (const [logical, type, values] of cases) {
    const canonical = duckdbCanonical(logical, type, "v");
    if (canonical === undefined) throw new Error(type);
    const json = canonicalJsonValue(logical);
    const expected = (await texts(values, type, duckdbText(type, "v"))).map((text) => (text === null ? "null" : json(text)));
    expect(await texts(values, type, duckdbJsonValue(logical, canonical))).toEqual(expected);
  }
  await expect(texts(["'nan'"], "DOUBLE", duckdbJsonValue(float64, duckdbText("DOUBLE", "v")))).rejects.toThrow(notCanonical);
});
