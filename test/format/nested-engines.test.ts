import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import { expect, test } from "vitest";
import { RowKernel } from "../../runner/src/format/kernel/row-kernel.ts";
import { layoutOf } from "../../runner/src/format/layout.ts";
import type { LogicalType, Shape } from "../../runner/src/load/types.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { batchOf, planOf } from "./data-row.ts";

/** What the kernel makes of cells; it must not stop at any of them. */
function byKernel(shape: Shape, cells: readonly string[]): readonly string[] {
  const plan = planOf({ types: [{ type: "json", shape }], output: { format: "ndjson" } });
  return cells.map((cell) => {
    const kernel = new RowKernel(plan, layoutOf(plan));
    kernel.load(batchOf([[cell]]));
    expect(kernel.run(2)).toEqual({ rows: 1, stop: "done" });
    return kernel.out.toString("utf8", '{"c0":'.length, kernel.outAt - "}\n".length);
  });
}

async function fromPostgres(sql: string): Promise<readonly string[]> {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query("set timezone to 'UTC'");
    return (await client.query<{ json: string }>(`select json::text as json from (${sql}) as t`)).rows.map(({ json }) => json);
  } finally {
    await client.end();
    await database.drop();
  }
}

async function fromDuckdb(sql: string): Promise<readonly string[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const reader = await connection.runAndReadAll(`SELECT json::VARCHAR FROM (${sql}) AS t`);
    return reader.getRows().map(([json]) => String(json));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test("both engines' strings come out as JSON.stringify's, for every character, without a stop", async () => {
  const shape: Shape = { kind: "array", items: { kind: "value", type: { type: "string" } } };
  const chunk = 1024;
  const rows = (object: string, list: string): string =>
    `select i / ${chunk} as part, ${list} as json from (select i, ${object} as value from n where i not between 55296 and 57343) as s group by 1`;
  const value = `'a\\' || chr(i) || '"' || chr(i) || 'fifteen letters'`;
  const postgres = await fromPostgres(
    `with n as (select i from generate_series(1, 70000) i) ${rows(value, "json_agg(value order by i)")} order by 1`,
  );
  const duckdb = await fromDuckdb(
    `with n as (select i::INTEGER as i from range(1, 70001) t(i)) ${rows(value, "to_json(list(value order by i))").replace(" / ", " // ")} order by 1`,
  );
  const text = (i: number): string => `a\\${String.fromCodePoint(i)}"${String.fromCodePoint(i)}fifteen letters`;
  const all = Array.from({ length: 70_000 }, (_, i) => i + 1).filter((i) => i < 0xd800 || i > 0xdfff);
  const expected = [...Map.groupBy(all, (i) => Math.floor(i / chunk)).values()].map((part) => JSON.stringify(part.map(text)));
  expect(byKernel(shape, postgres)).toEqual(expected);
  expect(byKernel(shape, duckdb)).toEqual(expected);
});

test("both engines' values of every type come out the same, without a stop", async () => {
  const types: readonly (readonly [name: string, type: LogicalType, postgres: string, duckdb: string])[] = [
    ["integer", { type: "integer" }, "(-9223372036854775807)::bigint::text", "(-9223372036854775807)::BIGINT::VARCHAR"],
    ["zero", { type: "integer" }, "0::bigint::text", "0::BIGINT::VARCHAR"],
    ["decimal", { type: "decimal", precision: 12, scale: 2 }, "(-0.5)::numeric(12,2)::text", "(-0.5)::DECIMAL(12,2)::VARCHAR"],
    ["long", { type: "decimal", precision: 30, scale: 4 }, "12345678901234567890.5::numeric(30,4)::text", "12345678901234567890.5::DECIMAL(30,4)::VARCHAR"],
    ["ratio", { type: "decimal", precision: 2, scale: 2 }, "(-0.11)::numeric(2,2)::text", "(-0.11)::DECIMAL(2,2)::VARCHAR"],
    ["share", { type: "decimal", precision: 20, scale: 20 }, "0.11::numeric(20,20)::text", "0.11::DECIMAL(20,20)::VARCHAR"],
    ["nothing", { type: "decimal", precision: 2, scale: 2 }, "0::numeric(2,2)::text", "0::DECIMAL(2,2)::VARCHAR"],
    ["double", { type: "float64" }, "0.30000000000000004::float8::text", "0.30000000000000004::DOUBLE::VARCHAR"],
    ["whole", { type: "float64" }, "1::float8::text", "1::DOUBLE::VARCHAR"],
    ["huge", { type: "float64" }, "1e22::float8::text", "1e22::DOUBLE::VARCHAR"],
    ["tiny", { type: "float64" }, "1e-7::float8::text", "1e-7::DOUBLE::VARCHAR"],
    ["bare", { type: "float64" }, "1e22::float8", "1e22::DOUBLE"],
    ["yes", { type: "boolean" }, "true", "true"],
    ["at", { type: "instant", precision: 6 }, "'2026-03-17 07:00:00.1203+00'::timestamptz::text", "'2026-03-17 07:00:00.1203+00'::TIMESTAMPTZ::VARCHAR"],
    ["naive", { type: "instant", precision: 0 }, "'2026-03-17 07:00:00'::timestamp::text", "'2026-03-17 07:00:00'::TIMESTAMP::VARCHAR"],
    ["iso", { type: "instant", precision: 3 }, "'2026-03-17 07:00:00.5+00'::timestamptz", "'2026-03-17T07:00:00.5+00:00'"],
    ["day", { type: "date" }, "'2026-03-17'::date::text", "'2026-03-17'::DATE::VARCHAR"],
    ["uuid", { type: "uuid" }, "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid::text", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::UUID::VARCHAR"],
    ["bytes", { type: "bytes" }, "'\\x' || encode('\\x00ff00'::bytea, 'hex')", "'\\x' || lower(hex('\\x00\\xFF\\x00'::BLOB))"],
    ["json", { type: "json" }, `'{"b": [1.50, 1e3, "\\u00e9\\/"], "a" : {}}'::json`, `'{"b": [1.50, 1e3, "\\u00e9\\/"], "a" : {}}'::JSON`],
    ["jsonb", { type: "json" }, `'{"b": [1, "é"], "aa" : {}}'::jsonb`, `'{"b": [1, "é"], "aa" : {}}'::JSON`],
    ["none", { type: "string" }, "null::text", "NULL::VARCHAR"],
  ]; // biome-ignore format: a table
  const object = (make: string, column: 2 | 3): string =>
    `${make}(${types.map(([name, , ...sql]) => `'${name}', ${sql[column - 2]}`).join(", ")})`;
  const shape: Shape = {
    kind: "object",
    keys: types.map(([name, type]) => ({ name, shape: { kind: "value", type }, ...(name === "none" && { optional: true }) })),
  };
  const expected =
    '{"integer":-9223372036854775807,"zero":0,"decimal":-0.50,"long":12345678901234567890.5000,' +
    '"ratio":-0.11,"share":0.11000000000000000000,"nothing":0.00,"double":0.30000000000000004,' +
    '"whole":1,"huge":1e+22,"tiny":1e-7,"bare":1e+22,"yes":true,"at":"2026-03-17T07:00:00.120300Z","naive":"2026-03-17T07:00:00Z",' +
    '"iso":"2026-03-17T07:00:00.500Z","day":"2026-03-17","uuid":"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11","bytes":"AP8A",' +
    '"json":{"a":{},"b":[1.5,1000,"é/"]},"jsonb":{"aa":{},"b":[1,"é"]}}';
  const postgres = await fromPostgres(`select ${object("json_build_object", 2)} as json`);
  const jsonb = await fromPostgres(
    `select row_to_json(t) as json from (select ${types.map(([name, , sql]) => `${sql} as "${name}"`).join(", ")}) t`,
  );
  const duckdb = await fromDuckdb(`SELECT ${object("json_object", 3)} AS json`);
  expect(byKernel(shape, [...postgres, ...jsonb, ...duckdb])).toEqual([expected, expected, expected]);
});
