import { afterAll, beforeAll, expect, it } from "vitest";
import { compileExtract } from "../../runner/src/compile/compile-extract.ts";
import type { Template } from "../../runner/src/load/project-documents.ts";
import { comparableRows } from "./compare.ts";
import { type Engine, openDuckdb, openPostgres } from "./engines.ts";
import { resolvedExtract } from "./extracts.ts";
import { eventColumns, events } from "./nasty-data.ts";

const engines: Engine[] = [];
beforeAll(async () => {
  // A database that orders text by the rules of languages, as most do: `a` before `B`, `é` before `z`.
  engines.push(await openDuckdb(), await openPostgres("locale_provider icu icu_locale 'en'"));
});
afterAll(async () => {
  for (const engine of engines) await engine.close();
});

/** The one field that is built of other rows, from each engine. */
async function fromBoth(nested: Template["fields"][string]["nested"]): Promise<readonly (readonly unknown[])[]> {
  const template: Template = {
    kind: "Template",
    name: "Events",
    source: { table: "reporting.events" },
    time: { field: "Started" },
    key: ["ID"],
    fields: {
      ID: { column: "id", type: "uuid" },
      Started: { column: "started", type: "instant" },
      Children: { nested } as Template["fields"][string],
    },
  };
  const window = { start: "0001-01-01T00:00:00.000Z", end: "9999-12-31T23:59:59.999Z", timezone: "UTC" };
  const extract = resolvedExtract({ template, fields: ["ID", "Children"] });
  return Promise.all(
    engines.map(async ({ dialect, run }) => {
      const plan = compileExtract(extract, { kind: "Adhoc", window, dialect, today: "2026-11-20" });
      return comparableRows(await run(plan.query), plan.columns).map(([, children]) => children);
    }),
  );
}

it.each([
  ["text", "label"],
  ["numbers", "number"],
  ["floats", "score"],
  ["decimals", "amount"],
  ["instants", "started"],
  ["booleans", "ok"],
  ["dates", "day"],
  ["bytes", "raw"],
])("children come in one order from both engines: %s that no item reads", async (_what, column) => {
  const [duckdb, postgres] = await fromBoth({
    table: "reporting.events",
    match: { ok: "ok" },
    order: [column, "id"],
    value: { column: "id", type: "uuid" },
  });
  expect(postgres).toEqual(duckdb);
  expect(duckdb?.some((children) => (children as unknown[]).length > 5)).toBe(true);
});

it("text is ordered by its bytes, whether an item reads it or not", async () => {
  const children = (value: "label" | "number") =>
    fromBoth({
      table: "reporting.events",
      match: { ok: "ok" },
      order: ["label", "id"],
      value:
        value === "label"
          ? { column: "label", type: "string" }
          : { expression: "label", from: ["label"], type: "string", pii: "none" },
    });
  const [read, unread] = [await children("label"), await children("number")];
  expect(unread).toEqual(read);
  const texts = (read[1] ?? []) as readonly (readonly (string | null)[])[];
  const bytes = (one: string | null) => Buffer.from(one ?? "\u{10ffff}");
  for (const found of texts) expect(found).toEqual(found.toSorted((a, b) => bytes(a).compare(bytes(b))));
});

it("children without a key are left out of `entries`", async () => {
  const [duckdb, postgres] = await fromBoth({
    table: "reporting.events",
    match: { ok: "ok" },
    entries: { key: "label", value: { column: "id", type: "uuid" } },
  });
  expect(postgres).toEqual(duckdb);
  const [label, ok] = ["label", "ok"].map((name) => Object.keys(eventColumns).indexOf(name));
  const matched = events.filter((event) => event[ok ?? 0] !== null).map((event) => event[label ?? 0]);
  expect(matched).toContain(null);
  const keys = duckdb?.flatMap((children) => Object.keys(children as object));
  expect(new Set(keys)).toEqual(new Set(matched.filter((key) => key !== null)));
});
