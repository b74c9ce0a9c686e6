import { afterAll, beforeAll, expect, it } from "vitest";
import { compileExtract } from "../../runner/src/compile/compile-extract.ts";
import type { FilterOperator, Template } from "../../runner/src/load/project-documents.ts";
import type { Dialect } from "../../runner/src/load/types.ts";
import { type Engine, openPostgres } from "./engines.ts";
import { resolvedExtract } from "./extracts.ts";
import { labels } from "./nasty-data.ts";

const template: Template = {
  kind: "Template",
  name: "Events",
  source: { table: "reporting.events" },
  time: { field: "Started" },
  key: ["ID"],
  fields: {
    ID: { column: "id", type: "uuid" },
    Started: { column: "started", type: "instant" },
    Words: { column: "label", type: "string", pii: "free-text" },
  },
};
const grants = [{ template: "Events", fields: ["Words"], approvedBy: "amy", reason: "a test", until: "2026-11-20" }];

function planFor(dialect: Dialect, operator: FilterOperator, value: string) {
  const filter = { field: "Words", operator, value };
  return compileExtract(resolvedExtract({ template, fields: ["ID"], filter, project: { grants } as never }), {
    kind: "RunOnce",
    window: { start: "0001-01-01T00:00:00.000Z", end: "9999-12-31T23:59:59.999Z", timezone: "UTC" },
    today: "2026-11-20",
    dialect,
  });
}

let postgres: Engine;
beforeAll(async () => {
  postgres = await openPostgres();
});
afterAll(() => postgres?.close());

const operators = ["contains", "startsWith", "endsWith"] as const;

it.each(operators)("%s binds what is compared with personal data", (operator) => {
  for (const dialect of ["duckdb", "postgres", "redshift"] as const) {
    const { query } = planFor(dialect, operator, "5550100");
    expect(query.sql).not.toContain("5550100");
    expect(query.parameters.filter(({ value }) => value.includes("5550100"))).toMatchObject([{ pii: true }]);
  }
});

// Redshift compares without a pattern; its functions are PostgreSQL's here, which has them all.
it.each(operators)("%s means the same in Redshift's form", async (operator) => {
  const counts = async (dialect: Dialect) => {
    const found: unknown[] = [];
    for (const text of [...labels, "%", "_", "\\", "x", "t", "line", "o", " ,"]) {
      if (text !== null) found.push([text, await postgres.run(planFor(dialect, operator, text).count)]);
    }
    return found;
  };
  expect(await counts("redshift")).toEqual(await counts("postgres"));
});
