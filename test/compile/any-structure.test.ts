import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compileExtract } from "../../runner/src/compile/compile-extract.ts";
import type { Template } from "../../runner/src/load/project-documents.ts";
import { comparableRows } from "./compare.ts";
import { type Engine, openDuckdb, openPostgres } from "./engines.ts";
import { resolvedExtract } from "./extracts.ts";

type Item = NonNullable<Template["fields"][string]["object"]>[string];
type Table = "events" | "turns";

/** What may be read in a row of a table; `event` is the column with the id of the event. */
const tables = {
  events: {
    event: "id",
    columns: {
      id: "uuid",
      number: "integer",
      started: "instant",
      naive: "instant",
      ms: "instant",
      label: "string",
      score: "float64",
      amount: "decimal",
      ok: "boolean",
      day: "date",
      raw: "bytes",
      doc: "json",
    },
  },
  turns: {
    event: "event_id",
    columns: { turn: "integer", speaker: "string", said: "string", at: "instant", final: "boolean", big: "integer" },
  },
} as const;
const stored: Readonly<Record<string, object>> = { naive: { stored: "utc-naive" }, ms: { stored: "epoch-ms" } };

const keys = fc.oneof(
  fc.constantFrom("a", "b", "object", "source", "item", "constructor", "it's", 'say "hi"', "a\\b", "$1", ":x", "é", "-- c"),
  fc
    .string({ unit: "binary", minLength: 1, maxLength: 5 })
    .filter((key) => !key.includes("\0") && key.isWellFormed() && !/^\d+$/.test(key) && key !== "__proto__"),
);

function columnItem(table: Table): fc.Arbitrary<Item> {
  return fc.constantFrom(...Object.entries(tables[table].columns)).chain(([column, type]) => {
    const digits = type === "decimal" ? { precision: 20, scale: 4 } : {};
    return fc.record({ pii: fc.constantFrom(undefined, undefined, "name", "free-text", "phone") }).map(({ pii }) => {
      return { column, type, ...digits, ...stored[column], ...(pii !== undefined && column !== "id" && { pii }) } as Item;
    });
  });
}

const constantItem: fc.Arbitrary<Item> = fc
  .oneof(fc.boolean(), fc.integer(), fc.constantFrom("", "it's", "\\", "$1", "😀"))
  .map((constant) => ({ constant }));

function objectItem(table: Table, depth: number): fc.Arbitrary<Item> {
  const when = fc.option(fc.constantFrom(...Object.keys(tables[table].columns)), { nil: undefined });
  return fc
    .tuple(fc.dictionary(keys, anyItem(table, depth - 1), { minKeys: 1, maxKeys: 4 }), when)
    .map(([object, column]) => ({ object: { ...object }, ...(column !== undefined && { when: column }) }));
}

function nestedItem(table: Table, depth: number): fc.Arbitrary<Item> {
  const match = (child: Table) => ({ [tables[child].event]: tables[table].event });
  const order = { events: ["id"], turns: ["turn"] };
  const array = fc.constantFrom<Table>("events", "turns").chain((child) => {
    const rows = { table: `reporting.${child}`, match: match(child), order: order[child] };
    return fc.oneof(
      fc
        .dictionary(keys, anyItem(child, depth - 1), { minKeys: 1, maxKeys: 4 })
        .map((fields) => ({ ...rows, fields: { ...fields } })),
      anyItem(child, depth - 1).map((value) => ({ ...rows, value })),
    );
  });
  // One event has one row, so that its name is unique.
  const map = anyItem("events", depth - 1).map((value) => {
    return { table: "reporting.events", match: match("events"), entries: { key: 'odd " name', value } };
  });
  return fc.oneof(array, map).map((nested) => ({ nested }) as Item);
}

function anyItem(table: Table, depth: number): fc.Arbitrary<Item> {
  if (depth <= 0) return fc.oneof(columnItem(table), constantItem);
  return fc.oneof(
    columnItem(table),
    constantItem,
    fc.constant(depth).chain((left) => objectItem(table, left)),
    fc.constant(depth).chain((left) => nestedItem(table, left)),
  );
}

const structures = fc.oneof(
  fc.constant(3).chain((depth) => objectItem("events", depth)),
  fc.constant(3).chain((depth) => nestedItem("events", depth)),
);

const engines: Engine[] = [];
beforeAll(async () => {
  engines.push(await openDuckdb(), await openPostgres());
});
afterAll(async () => {
  for (const engine of engines) await engine.close();
});

const window = { start: "0001-01-01T00:00:00.000Z", end: "9999-12-31T23:59:59.999Z", timezone: "UTC" };

it("JSON of any shape is the same from both engines", async () => {
  await fc.assert(
    fc.asyncProperty(structures, async (structure) => {
      const template: Template = {
        kind: "Template",
        name: "Any",
        source: { table: "reporting.events" },
        time: { field: "Started" },
        key: ["ID"],
        fields: {
          ID: { column: "id", type: "uuid" },
          Started: { column: "started", type: "instant" },
          Any: structure as Template["fields"][string],
        },
      };
      const project = { masking: { "free-text": "redact", phone: "last4" } } as const;
      const extract = resolvedExtract({ template, project, fields: ["ID", "Any"] });
      const [duckdb, postgres] = await Promise.all(
        engines.map(async (engine) => {
          const plan = compileExtract(extract, { kind: "Adhoc", window, dialect: engine.dialect, today: "2026-11-20" });
          return comparableRows(await engine.run(plan.query), plan.columns);
        }),
      );
      expect(postgres).toEqual(duckdb);
      expect(postgres).toHaveLength(26);
    }),
    { numRuns: 100 },
  );
}, 60_000);
