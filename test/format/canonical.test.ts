import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canonicalJsonValue, canonicalText } from "../../runner/src/format/canonical/canonical-text.ts";
import { indentJson } from "../../runner/src/format/canonical/json-text.ts";
import { NotCanonical } from "../../runner/src/format/canonical/not-canonical.ts";
import type { LogicalType } from "../../runner/src/load/types.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

const instant = (precision: 0 | 3 | 6): LogicalType => ({ type: "instant", precision });
const local = (timezone: string, precision: 0 | 3 | 6 = 6): LogicalType => ({ type: "local", precision, timezone });
const decimal = (scale: number): LogicalType => ({ type: "decimal", precision: 38, scale });
const shape: LogicalType = {
  type: "json",
  shape: {
    kind: "array",
    items: {
      kind: "object",
      keys: [
        { name: "at", shape: { kind: "value", type: instant(6) } },
        { name: "n", shape: { kind: "value", type: decimal(2) } },
        { name: "text", shape: { kind: "value", type: { type: "string" } } },
      ],
    },
  },
};

test.each<[LogicalType, string, string]>([
  [{ type: "boolean" }, "t", "true"],
  [{ type: "boolean" }, "f", "false"],
  [{ type: "integer" }, "-9223372036854775808", "-9223372036854775808"],
  [
    { type: "integer" },
    "12345678901234567890123456789012345678901234567890",
    "12345678901234567890123456789012345678901234567890",
  ],
  [{ type: "integer" }, "12.000", "12"],
  [decimal(2), "1", "1.00"],
  [decimal(2), "1.5000", "1.50"],
  [decimal(0), "1.000", "1"],
  [decimal(2), "-0.00", "0.00"],
  [decimal(2), ".11", "0.11"],
  [decimal(4), "-.11", "-0.1100"],
  [decimal(2), "-.00", "0.00"],
  [decimal(4), "-12345678901234567890.1", "-12345678901234567890.1000"],
  [{ type: "float64" }, "1e+20", "100000000000000000000"],
  [{ type: "float64" }, "1e+21", "1e+21"],
  [{ type: "float64" }, "1e-05", "0.00001"],
  [{ type: "float64" }, "1e-07", "1e-7"],
  [{ type: "float64" }, "-0", "0"],
  [{ type: "float64" }, "NaN", "NaN"],
  [{ type: "float64" }, "-Infinity", "-Infinity"],
  [instant(6), "2026-03-17 07:00:00.12+00", "2026-03-17T07:00:00.120000Z"],
  [instant(6), "2026-03-17 07:00:00", "2026-03-17T07:00:00.000000Z"],
  [instant(6), "2026-03-17T02:00:00-05:00", "2026-03-17T07:00:00.000000Z"],
  [instant(3), "2026-03-17 07:00:00.129999+00", "2026-03-17T07:00:00.129Z"],
  [instant(0), "1969-12-31 23:59:59.999999+00", "1969-12-31T23:59:59Z"],
  [instant(0), "0001-01-01 00:00:00+00", "0001-01-01T00:00:00Z"],
  [local("America/Chicago"), "2026-03-17 07:00:00+00", "2026-03-17T02:00:00.000000-05:00"],
  [local("America/Chicago", 0), "2026-11-01 06:30:00+00", "2026-11-01T01:30:00-05:00"],
  [local("America/Chicago", 0), "2026-11-01 07:30:00+00", "2026-11-01T01:30:00-06:00"],
  [local("Asia/Kathmandu", 0), "2026-12-31 20:00:00+00", "2027-01-01T01:45:00+05:45"],
  [local("America/Chicago", 0), "1880-01-01 00:00:00+00", "1879-12-31T18:09:24-05:50:36"],
  [{ type: "date" }, "2026-03-17", "2026-03-17"],
  [{ type: "uuid" }, "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
  [{ type: "bytes" }, "\\x", ""],
  [{ type: "bytes" }, "\\xff00ff", "/wD/"],
  [{ type: "json" }, ' {"b" : [1, 2.50, 1e2], "a": {"é\\u0041\\/": null}} ', '{"a":{"éA/":null},"b":[1,2.5,100]}'],
  [{ type: "json" }, '{"10":1,"9":2,"\ue000":3,"👍":4}', '{"10":1,"9":2,"\ue000":3,"👍":4}'],
  [{ type: "json" }, '{"a":1,"a":2}', '{"a":2}'],
  [{ type: "json" }, "123456789012345678901234567890", "123456789012345678901234567890"],
  [{ type: "json" }, '"\\u0001\\u001f\\n\\u007f"', '"\\u0001\\u001f\\n\u007f"'],
  [
    shape,
    '[{"text":"é","n":"1.5","at":"2026-03-17T07:00:00.5+00:00"}]',
    '[{"at":"2026-03-17T07:00:00.500000Z","n":1.50,"text":"é"}]',
  ],
  [shape, '[{"text":null,"n":null,"at":null}]', '[{"at":null,"n":null,"text":null}]'],
  [shape, " [ ] ", "[]"],
])("%j: %s is written as %s, and that stays as it is", (type, text, canonical) => {
  expect(canonicalText(type)(text)).toBe(canonical);
  expect(canonicalText(type)(canonical)).toBe(canonical);
});

test.each<[LogicalType, string]>([
  [{ type: "integer" }, "1.5"],
  [{ type: "integer" }, "NaN"],
  [decimal(2), "1.005"],
  [decimal(2), "."],
  [decimal(2), ""],
  [decimal(2), "-"],
  [decimal(2), "NaN"],
  [instant(6), "infinity"],
  [instant(6), "0044-03-15 00:00:00+00 BC"],
  [instant(6), "10000-01-01 00:00:00+00"],
  [local("America/Chicago"), "0001-01-01 00:00:00+00"],
  [{ type: "date" }, "-infinity"],
  [{ type: "date" }, "0044-03-15 BC"],
  [{ type: "uuid" }, "a0eebc99"],
  [{ type: "json" }, "{'a':1}"],
  [{ type: "json" }, "[".repeat(2000) + "]".repeat(2000)],
  [shape, '[{"text":"é","n":"1.5"}]'],
])("%j: %s has no canonical text", (type, text) => {
  expect(() => canonicalText(type)(text)).toThrow(NotCanonical);
});

test("in JSON numbers are numbers, and there is no NaN", () => {
  expect(canonicalJsonValue(decimal(2))("1.5")).toBe("1.50");
  expect(canonicalJsonValue({ type: "date" })("2026-03-17")).toBe('"2026-03-17"');
  expect(() => canonicalJsonValue({ type: "float64" })("NaN")).toThrow(NotCanonical);
});

test("indented JSON is that of JSON.stringify", () => {
  const value = { a: [1, { b: 'x, {y}: "[z]"', c: [] }], d: {}, e: null };
  expect(indentJson(JSON.stringify(value), 0)).toBe(JSON.stringify(value, null, 2));
});

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/**
 * Zones whose rules stand still: where a government has changed them lately, Node and the server may know different ones.
 * Every half hour around the changes of the clocks, and a day of each month of two centuries.
 */
const moments = `
  select t from generate_series('1850-01-15'::timestamptz, '2049-12-15', '1 month') t
  union all select t from generate_series('2026-03-07'::timestamptz, '2026-04-06', '30 minutes') t
  union all select t from generate_series('2026-10-03'::timestamptz, '2026-11-03', '30 minutes') t`;

test.each(["America/Chicago", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "UTC"])(
  "wall clocks of %s are those of PostgreSQL's AT TIME ZONE",
  async (zone) => {
    await client.query("set timezone to 'UTC'; set datestyle to iso");
    const { rows } = await client.query<{ instant: string; wall: string }>(
      `select t::text as instant, to_char(t at time zone $1, 'YYYY-MM-DD"T"HH24:MI:SS') as wall from (${moments}) m order by t`,
      [zone],
    );
    const print = canonicalText(local(zone, 0));
    const wrong = rows.filter(({ instant: text, wall }) => print(text).slice(0, 19) !== wall);
    expect(wrong).toEqual([]);
    expect(rows.length).toBeGreaterThan(5000);
  },
);
