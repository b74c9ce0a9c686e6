import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileExtract } from "../../runner/src/compile/compile-extract.ts";
import type { Template } from "../../runner/src/load/project-documents.ts";
import { openDuckdb } from "../../runner/src/warehouse/duckdb/open-duckdb.ts";
import { matchColumns } from "../../runner/src/warehouse/match-columns.ts";
import { openPostgres } from "../../runner/src/warehouse/postgres/open-postgres.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import { resolvedExtract } from "../compile/extracts.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { configOf } from "../warehouse/postgres-support.ts";

type Field = Template["fields"][string];

interface Change {
  readonly field: Field;
  /** Types that hold the field's values. */
  readonly fits: readonly string[];
  /** Types that do not, which a cast would take for it. */
  readonly changed: readonly string[];
}

const v = { column: "v" } as const;
const changes: Readonly<Record<string, Readonly<Record<"duckdb" | "postgres", Change>>>> = {
  string: both({ ...v, type: "string" }, ["varchar"], ["bigint", "date", "boolean"]),
  integer: both({ ...v, type: "integer" }, ["integer", "bigint"], ["varchar", "float8"]),
  decimal: both({ ...v, type: "decimal", precision: 12, scale: 2 }, ["decimal(12, 2)", "bigint"], ["varchar", "float8"]),
  float64: both({ ...v, type: "float64" }, ["float8", "decimal(12, 2)", "integer"], ["varchar", "float4"]),
  boolean: both({ ...v, type: "boolean" }, ["boolean"], ["varchar", "integer"]),
  instant: both({ ...v, type: "instant" }, ["timestamptz"], ["varchar", "date", "bigint"]),
  "instant without zone": both({ ...v, type: "instant", stored: "utc-naive" }, ["timestamp"], ["varchar", "date"]),
  "instant in milliseconds": both({ ...v, type: "instant", stored: "epoch-ms" }, ["bigint"], ["varchar", "timestamp"]),
  date: both({ ...v, type: "date" }, ["date"], ["varchar", "timestamp"]),
  uuid: both({ ...v, type: "uuid" }, ["uuid"], ["bigint"]),
  bytes: {
    duckdb: { field: { ...v, type: "bytes" }, fits: ["blob"], changed: ["varchar"] },
    postgres: { field: { ...v, type: "bytes" }, fits: ["bytea"], changed: ["varchar"] },
  },
  json: {
    duckdb: { field: { ...v, type: "json" }, fits: ["json", "varchar", "integer[]", "struct(a int)"], changed: ["bigint"] },
    postgres: { field: { ...v, type: "json" }, fits: ["json", "jsonb"], changed: ["bigint"] },
  },
  "sum of integers": both({ ...v, type: "integer", measure: "sum" }, ["integer", "bigint"], ["varchar", "float8"]),
  "greatest float64": both({ ...v, type: "float64", measure: "max" }, ["float8"], ["varchar"]),
};

function both(field: Field, fits: readonly string[], changed: readonly string[]) {
  return { duckdb: { field, fits, changed }, postgres: { field, fits, changed } };
}

/** Whether a run would go on to staging when the field's column has the type. */
async function goesOn(warehouse: Warehouse, field: Field, type: string): Promise<boolean> {
  const plan = compileExtract(resolvedExtract({ template: templateOf(field, type) }), {
    kind: "RunOnce",
    window: { start: "2026-01-01T00:00:00.000Z", end: "2026-02-01T00:00:00.000Z", timezone: "UTC" },
    today: "2026-11-20",
    dialect: warehouse.dialect,
  });
  try {
    matchColumns(plan, await warehouse.describe(plan.query, new AbortController().signal), warehouse.accepts);
    return true;
  } catch (error) {
    expect(["warehouse-columns-changed", "warehouse-sql-refused"]).toContain((error as { code?: string }).code);
    return false;
  }
}

/** A template over a table whose column `v` has the type. */
function templateOf(field: Field, type: string): Template {
  return {
    kind: "Template",
    name: "Changed",
    source: { table: `reporting.${tableOf(type)}` },
    time: { field: "At" },
    key: ["At"],
    fields: { At: { column: "at", type: "instant" }, Value: field },
  };
}

function tableOf(type: string): string {
  return `of_${type.replaceAll(/\W+/g, "_")}`;
}

function tablesOf(dialect: "duckdb" | "postgres"): string[] {
  const types = new Set(Object.values(changes).flatMap((change) => [...change[dialect].fits, ...change[dialect].changed]));
  return [...types].map((type) => `create table reporting.${tableOf(type)} ("at" timestamptz, v ${type})`);
}

let folder: string;
let database: TestDatabase;
let warehouses: Readonly<Record<"duckdb" | "postgres", Warehouse>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "datafeed-changed-"));
  const instance = await DuckDBInstance.create(join(folder, "w.duckdb"));
  const connection = await instance.connect();
  for (const statement of ["create schema reporting", ...tablesOf("duckdb")]) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
  database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  for (const statement of ["create schema reporting", ...tablesOf("postgres")]) await client.query(statement);
  await client.end();
  warehouses = {
    duckdb: openDuckdb("w", { type: "duckdb", path: "w.duckdb" }, folder),
    postgres: openPostgres("w", configOf(database)),
  };
});

afterAll(async () => {
  for (const warehouse of Object.values(warehouses ?? {})) await warehouse[Symbol.asyncDispose]();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(["duckdb", "postgres"] as const)("a column of %s that has another type now stops the run", (dialect) => {
  test.each(Object.entries(changes))("%s", async (_name, change) => {
    const { field, fits, changed } = change[dialect];
    const answers = await Promise.all(
      [...fits, ...changed].map(async (type) => [type, await goesOn(warehouses[dialect], field, type)]),
    );
    expect(answers).toEqual([...fits.map((type) => [type, true]), ...changed.map((type) => [type, false])]);
  });
});
