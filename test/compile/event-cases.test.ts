import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compileEvent, type EventPlan, type EventRows } from "../../runner/src/compile/compile-event.ts";
import type { RaisedBy, ResolvedEvent } from "../../runner/src/load/project-documents.ts";
import type { Dialect } from "../../runner/src/load/types.ts";
import { comparableRows } from "./compare.ts";
import { type Engine, openDuckdb, openPostgres } from "./engines.ts";
import { type ExtractOfCase, resolvedExtract } from "./extracts.ts";

/** Cases as in cases.test.ts: plan.<dialect>.sql is the question, rows.json what the engines give. `UPDATE_CASES=1` writes them. */
const folder = new URL("../cases/compile-event/", import.meta.url);

interface Case extends ExtractOfCase {
  readonly raise: readonly RaisedBy[];
  readonly key: string;
  readonly version?: string;
  readonly rows: EventRows;
  /** Dialects that refuse it: with a code, or, where it is never asked for, without. */
  readonly refused?: Partial<Record<Dialect, string | true>>;
}

function eventOf({ raise, key, version, ...given }: Case): ResolvedEvent {
  return {
    type: "Case",
    extract: resolvedExtract({ ...given, timezone: "UTC", output: { format: "ndjson", order: "none" } }),
    raise: new Set(raise),
    key,
    ...(version !== undefined && { version }),
    holdMs: 0,
  };
}

function compile(given: Case, dialect: Dialect): EventPlan {
  return compileEvent(eventOf(given), { dialect, today: "2026-11-20", rows: given.rows });
}

function printed({ plan, ...positions }: EventPlan): string {
  const values = plan.query.parameters.map(({ value, type }, at) => `-- $${at + 1} ${type}: ${JSON.stringify(value)}`);
  return [plan.query.sql, ...values, "", `-- ${JSON.stringify(positions)}`, "-- count", plan.count.sql, ""].join("\n");
}

function expectFile(name: string, file: string, text: string): void {
  const path = new URL(`${name}/${file}`, folder);
  if (process.env["UPDATE_CASES"] === "1") writeFileSync(path, text);
  expect(text).toBe(existsSync(path) ? readFileSync(path, "utf8") : undefined);
}

let duckdb: Engine;
let postgres: Engine;
beforeAll(async () => {
  [duckdb, postgres] = await Promise.all([openDuckdb(), openPostgres()]);
});
afterAll(async () => {
  await duckdb?.close();
  await postgres?.close();
});

describe.each(readdirSync(folder))("%s", (name) => {
  const given = parse(readFileSync(new URL(`${name}/case.yaml`, folder), "utf8")) as Case;

  it.each(["duckdb", "postgres", "redshift"] as const)("compiles for %s", (dialect) => {
    const refused = given.refused?.[dialect];
    if (refused === undefined) return expectFile(name, `plan.${dialect}.sql`, printed(compile(given, dialect)));
    expect(() => compile(given, dialect)).toThrowError(
      refused === true ? TypeError : expect.objectContaining({ code: refused }),
    );
  });

  it("gives the same rows on the engines", async () => {
    const read = async (engine: Engine) => {
      const { plan } = compile(given, engine.dialect);
      const rows = comparableRows(await engine.run(plan.query), [...plan.columns, ...plan.hiddenKey]);
      expect((await engine.run(plan.count))[0]?.[0]).toBe(String(rows.length));
      return given.rows.by === "keys" ? rows.map((row) => JSON.stringify(row)).sort() : rows;
    };
    const rows = await read(postgres);
    if (given.refused?.duckdb === undefined) expect(await read(duckdb)).toEqual(rows);
    expectFile(name, "rows.json", `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}\n]\n`);
  });
});

it("reads rows by key through the index of the key's columns", async () => {
  await postgres.run({
    sql: "CREATE TABLE reporting.keyed (a bigint, b varchar, at timestamptz, PRIMARY KEY (a, b))",
    parameters: [],
  });
  await postgres.run({ sql: "CREATE INDEX keyed_b ON reporting.keyed (b)", parameters: [] });
  const fill = "INSERT INTO reporting.keyed SELECT g, 'b' || g, now() FROM generate_series(1, 20000) g";
  await postgres.run({ sql: fill, parameters: [] });
  await postgres.run({ sql: "ANALYZE reporting.keyed", parameters: [] });
  const explained = async (key: readonly [string, ...string[]], keys: readonly (readonly string[])[]) => {
    const { plan } = compile(
      {
        raise: ["insert"],
        key: "B",
        rows: { by: "keys", keys },
        template: {
          kind: "Template",
          name: "Keyed",
          source: { table: "reporting.keyed" },
          time: { field: "At" },
          key: [...key],
          fields: {
            A: { column: "a", type: "integer" },
            B: { column: "b", type: "string" },
            At: { column: "at", type: "instant" },
          },
        },
      },
      "postgres",
    );
    const { sql, parameters } = plan.query;
    const lines = (await postgres.run({ sql: `EXPLAIN ${sql}`, parameters })).flat().join("\n");
    expect(await postgres.run(plan.query)).toHaveLength(10);
    return lines;
  };
  const ten = Array.from({ length: 10 }, (_, at) => [String(at + 1), `b${at + 1}`] as const);
  for (const lines of [
    await explained(["A", "B"], ten),
    await explained(
      ["B"],
      ten.map(([, b]) => [b]),
    ),
  ]) {
    expect(lines).toMatch(/Index/);
    expect(lines).not.toMatch(/Seq Scan/);
  }
});
