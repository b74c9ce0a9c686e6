import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileExtract } from "../../runner/src/compile/compile-extract.ts";
import type { Filter, Template } from "../../runner/src/load/project-documents.ts";
import { type Engine, openDuckdb, openPostgres } from "./engines.ts";
import { resolvedExtract } from "./extracts.ts";
import { labels } from "./nasty-data.ts";

const template: Template = {
  kind: "Template",
  name: "Events",
  source: { table: "reporting.events" },
  time: { field: "Started" },
  key: ["Label"],
  fields: {
    Label: { column: "label", type: "string" },
    Number: { column: "number", type: "integer" },
    Started: { column: "started", type: "instant" },
  },
};

const texts = labels.filter((label) => label !== null);

/** Any text, and pieces of the texts that are there, which match something. */
const values = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom(...texts),
    fc.constantFrom(...texts).chain((text) => fc.nat([...text].length).map((at) => [...text].slice(at).join(""))),
    fc.constantFrom(...texts).chain((text) => fc.nat([...text].length).map((at) => [...text].slice(0, at).join(""))),
    fc.array(fc.constantFrom("%", "_", "!", "\\", "'", '"', "a", "$1", "--"), { maxLength: 4 }).map((parts) => parts.join("")),
  )
  .filter((text) => !text.includes("\0") && text.isWellFormed());

const operators = {
  eq: (text: string, value: string) => text === value,
  ne: (text: string, value: string) => text !== value,
  contains: (text: string, value: string) => text.includes(value),
  startsWith: (text: string, value: string) => text.startsWith(value),
  endsWith: (text: string, value: string) => text.endsWith(value),
  lt: (text: string, value: string) => Buffer.compare(Buffer.from(text), Buffer.from(value)) < 0,
  gte: (text: string, value: string) => Buffer.compare(Buffer.from(text), Buffer.from(value)) >= 0,
} as const;

const conditions = fc
  .record({ operator: fc.constantFrom(...(Object.keys(operators) as (keyof typeof operators)[])), value: values })
  .map((condition) => ({ field: "Label", ...condition }));

const engines: Engine[] = [];
beforeAll(async () => {
  engines.push(await openDuckdb(), await openPostgres());
});
afterAll(async () => {
  for (const engine of engines) await engine.close();
});

const window = { start: "0001-01-01T00:00:00.000Z", end: "9999-12-31T23:59:59.999Z", timezone: "UTC" };

async function found(engine: Engine, filter: Filter): Promise<readonly (string | null)[]> {
  const extract = resolvedExtract({ template, fields: ["Label"], filter, output: { order: "none" } });
  const plan = compileExtract(extract, { kind: "Adhoc", window, dialect: engine.dialect, today: "2026-11-20" });
  const rows = await engine.run(plan.query);
  return rows.map(([label]) => label ?? null).sort();
}

describe.each([0, 1])("on engine %i", (index) => {
  it("a text matches exactly the rows that it matches in JavaScript", async () => {
    await fc.assert(
      fc.asyncProperty(conditions, async (condition) => {
        const expected = texts.filter((text) => operators[condition.operator](text, condition.value)).sort();
        expect(await found(engines[index]!, condition)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("`not` matches the rows that its filter leaves, rows without a value among them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(conditions, { minLength: 1, maxLength: 3 }), fc.boolean(), async (parts, any) => {
        const filter: Filter = any ? { any: parts } : { all: parts };
        const [matching, left] = [await found(engines[index]!, filter), await found(engines[index]!, { not: filter })];
        expect([...matching, ...left].sort()).toEqual([...labels].sort());
      }),
      { numRuns: 60 },
    );
  });

  it("lists match what their members match", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 5 }), async (list) => {
        const isIn = await found(engines[index]!, { field: "Label", operator: "in", value: list });
        const notIn = await found(engines[index]!, { field: "Label", operator: "notIn", value: list });
        expect(isIn).toEqual(texts.filter((text) => list.includes(text)).sort());
        expect([...isIn, ...notIn].sort()).toEqual([...texts].sort());
      }),
      { numRuns: 60 },
    );
  });
});
