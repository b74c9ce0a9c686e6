import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import { expect, test } from "vitest";
import type { Dialect } from "../../../runner/src/load/types.ts";
import { lookUp } from "../../../runner/src/review/lineage/columns.ts";
import { nameRules } from "../../../runner/src/review/lineage/name-rules.ts";
import { originKey } from "../../../runner/src/review/lineage/origin.ts";
import { queryColumns } from "../../../runner/src/review/lineage/source-rows.ts";
import { createTestDatabase } from "../../support/test-database.ts";
import { randomQuery, structs, tables } from "./random-query.ts";

/**
 * Each cell of each table holds its own name. Whatever comes out of a query names the columns that it came from, and each of them
 * must be among the origins: lineage is never known and wrong. DATAFEED_FUZZ=20 looks twenty times as long.
 */
const effort = Number(process.env["DATAFEED_FUZZ"] ?? 1);
/** Each found something once. */
const hard = [10_162, 10_328, 10_329, 11_285, 12_501, 16_171, 18_817, 31_277, 60_801, 70_192, 138_414];
const first = effort === 1 ? 0 : 10_000;
const seeds = [...hard, ...Array.from({ length: Math.round(500 * effort) }, (_, at) => at + first)];

/** The same view, with its definition known and not. */
const view = "select u as a, a || b.t::text as b, 'z' as t from b";

interface Answer {
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

interface Tried {
  valid: number;
  /** Columns that hold what a table held. */
  flows: number;
  unknown: number;
}

async function check(
  dialects: readonly Dialect[],
  engine: "duckdb" | "postgres",
  ask: (sql: string) => Promise<Answer>,
): Promise<Tried> {
  const tried: Tried = { valid: 0, flows: 0, unknown: 0 };
  const views = new Map([["v", view]]);
  for (const seed of seeds) {
    const sql = randomQuery(seed, engine);
    const answer = await ask(sql).catch(() => undefined);
    if (answer === undefined) continue;
    tried.valid += 1;
    for (const dialect of dialects) {
      const columns = await queryColumns(sql, dialect, views);
      answer.names.forEach((name, at) => {
        if (answer.names.indexOf(name) !== answer.names.lastIndexOf(name)) return;
        const seen = new Set(
          answer.rows.flatMap((row) =>
            [
              ...String(row[at])
                .toLowerCase()
                .matchAll(/<([\w.]+)>/g),
            ].map((one) => one[1]),
          ),
        );
        const read = lookUp(columns, name, nameRules[dialect])?.read;
        tried.flows += seen.size;
        if (read === undefined || read.unknown !== undefined) {
          tried.unknown += seen.size;
          return;
        }
        const told = new Set(read.columns.map(originKey));
        const missing = [...seen].filter((one) => one !== undefined && !told.has(one));
        expect({ seed, dialect, sql, name, missing, told: [...told] }).toEqual({
          seed,
          dialect,
          sql,
          name,
          missing: [],
          told: [...told],
        });
      });
    }
  }
  if (effort !== 1) console.log(engine, tried);
  return tried;
}

/** What makes the tables; `struct` is how one is written. */
function creation(struct: ((text: string) => string) | undefined): readonly string[] {
  const made = Object.entries(tables).flatMap(([table, columns]) => {
    if (table === "v") return [];
    const cells = columns.map((column) => {
      const text = `'<${table}.${column}>'`;
      return `${struct !== undefined && structs.includes(`${table}.${column}`) ? struct(text) : `${text}::text`} as ${column}`;
    });
    return [`create table ${table} as select ${cells.join(", ")}`];
  });
  return ["create schema s", ...made, `create view v as ${view}`];
}

test("DuckDB: what comes out was told", async () => {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", autoinstall_known_extensions: "false" });
  const connection = await instance.connect();
  for (const sql of creation((text) => `{'a': ${text}, 'c': ${text}, 't': ${text}}`)) await connection.run(sql);
  const tried = await check(["duckdb"], "duckdb", async (sql) => {
    const reader = await connection.runAndReadAll(`select columns(*)::text from (${sql}\n) as "source" limit 20`);
    return { names: reader.columnNames(), rows: reader.getRowsJson() };
  });
  connection.closeSync();
  instance.closeSync();
  expect(tried.valid).toBeGreaterThan(seeds.length / 8);
  expect(tried.unknown).toBeLessThan(tried.flows / 3);
});

test("PostgreSQL: what comes out was told", async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    for (const sql of creation(undefined)) await client.query(sql);
    // What both know has the same origins in Redshift, and perhaps more.
    const tried = await check(["postgres", "redshift"], "postgres", async (sql) => {
      const { fields, rows } = await client.query({ text: `select * from (${sql}\n) as "source" limit 20`, rowMode: "array" });
      return { names: fields.map(({ name }) => name), rows };
    });
    expect(tried.valid).toBeGreaterThan(seeds.length / 8);
    expect(tried.unknown).toBeLessThan(tried.flows / 3);
  } finally {
    await client.end();
    await database.drop();
  }
});
