import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compileExtract, type PlanRequest } from "../../runner/src/compile/compile-extract.ts";
import type { Plan, Query } from "../../runner/src/compile/plan.ts";
import type { Dialect } from "../../runner/src/load/types.ts";
import { comparableRows } from "./compare.ts";
import { type Engine, openDuckdb, openPostgres } from "./engines.ts";
import { type ExtractOfCase, resolvedExtract } from "./extracts.ts";

/**
 * A case is a folder: case.yaml says what is compiled, plan.<dialect>.sql what comes out of it, rows.json what both engines give
 * for it on the data of nasty-data.ts, checks.json what its data checks count and which keys they name. `UPDATE_CASES=1` writes them anew; read the difference before you commit it.
 */
const folder = new URL("../cases/compile/", import.meta.url);

interface Case extends ExtractOfCase {
  readonly request?: Partial<PlanRequest>;
  /** Dialects that refuse it, with the code. */
  readonly refused?: Partial<Record<Dialect, string>>;
}

const everything = { start: "0001-01-01T00:00:00.000Z", end: "9999-12-31T23:59:59.999Z", timezone: "UTC" };

function compile(given: Case, dialect: Dialect): Plan {
  return compileExtract(resolvedExtract(given), {
    kind: "RunOnce",
    window: everything,
    today: "2026-11-20",
    ...given.request,
    dialect,
  });
}

function printed(plan: Plan): string {
  const values = plan.query.parameters.map(
    ({ value, type, pii }, index) => `-- $${index + 1} ${type}: ${pii ? "(personal)" : JSON.stringify(value)}`,
  );
  return [plan.query.sql, ...values, "", "-- count", plan.count.sql, ...printedChecks(plan), ""].join("\n");
}

function printedChecks({ checks }: Plan): readonly string[] {
  if (checks === undefined) return [];
  const one = (name: string, { sql, parameters }: Query) => [
    "",
    `-- ${name}`,
    sql,
    ...parameters.map(({ value, type, pii }, at) => `-- $${at + 1} ${type}: ${pii ? "(personal)" : JSON.stringify(value)}`),
  ];
  return [
    ...checks.counts.flatMap((query, at) => one(`checks, count ${at}`, query)),
    ...checks.checks.flatMap(({ keys, ...check }) => {
      const { name, severity, finding, counted, least, most = "any number" } = check;
      const head = `${severity} ${name}: rows ${finding}; column ${counted.column} of count ${counted.by} from ${least} to ${most}`;
      return keys === undefined ? ["", `-- ${head}`] : one(head, keys);
    }),
  ];
}

/** What the checks of a plan count, and which keys they name. */
async function checked(engine: Engine, { checks }: Plan) {
  if (checks === undefined) return undefined;
  const counts: (readonly (string | null)[])[] = [];
  for (const query of checks.counts) counts.push((await engine.run(query))[0]!);
  const keys: Record<string, unknown> = {};
  for (const [at, check] of checks.checks.entries()) {
    const isKeyed = check.keys !== undefined && (check.answer === undefined || checks.key.length > 0);
    const named = isKeyed && check.name !== "all days" ? comparableRows(await engine.run(check.keys), checks.key) : undefined;
    keys[`${at} ${check.name}`] = [Number(counts[check.counted.by]![check.counted.column]), ...(named ?? [])];
  }
  return keys;
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
    const code = given.refused?.[dialect];
    if (code !== undefined) expect(() => compile(given, dialect)).toThrowError(expect.objectContaining({ code }));
    else expectFile(name, `plan.${dialect}.sql`, printed(compile(given, dialect)));
  });

  it("gives the same rows on both engines", async () => {
    const plan = compile(given, "duckdb");
    const columns = [...plan.columns, ...plan.hiddenKey];
    const byEngine = async (engine: Engine) => {
      const { query, count } = compile(given, engine.dialect);
      const rows = comparableRows(await engine.run(query), columns);
      if (given.request?.limit === undefined) expect((await engine.run(count))[0]?.[0]).toBe(String(rows.length));
      return plan.key.length === 0 ? rows.map((row) => JSON.stringify(row)).sort() : rows;
    };
    const found = await checked(duckdb, plan);
    if (found !== undefined) {
      expect(await checked(postgres, compile(given, "postgres"))).toEqual(found);
      expectFile(name, "checks.json", `${JSON.stringify(found, undefined, 1).replace(/\n {3,}| *\n {2}(?=\])/g, " ")}\n`);
    }
    const rows = await byEngine(duckdb);
    expect(await byEngine(postgres)).toEqual(rows);
    if (given.request?.limit !== undefined) return;
    expectFile(name, "rows.json", `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}\n]\n`);
  });
});
