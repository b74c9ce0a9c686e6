import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Dialect } from "../../../runner/src/load/types.ts";
import { classesByOrigin, classOfOrigin } from "../../../runner/src/review/lineage/classes-by-origin.ts";
import { mayName } from "../../../runner/src/review/lineage/named-in.ts";
import { lastPart } from "../../../runner/src/review/lineage/origin.ts";
import { sourceOrigins } from "../../../runner/src/review/lineage/source-origins.ts";
import type { Template } from "../../../schemas/generated/documents.ts";
import { randomQuery } from "./random-query.ts";

const dialects: readonly Dialect[] = ["duckdb", "postgres", "redshift"];

function template(sql: string, columns: readonly string[], pii?: "phone" | "email"): Template {
  const fields = columns.map((column) => [column, { column, ...(pii !== undefined && { pii }) }] as const);
  return {
    kind: "Template",
    name: "T",
    source: { sql },
    time: { field: "At" },
    key: ["At"],
    fields: Object.fromEntries(fields),
  };
}

/** What a template reads and its text denies. */
async function denied(one: Template, dialect: Dialect): Promise<readonly string[]> {
  const origins = [...(await sourceOrigins(one, dialect)).values()].flatMap(({ columns }) => columns);
  return origins.flatMap(({ relation, column }) => [lastPart(relation), column]).filter((name) => !mayName(one, name));
}

describe("whatever a template reads stands in it", () => {
  test("for sixty statements", async () => {
    const statements: readonly { sql: string; from: object }[] = parse(
      readFileSync(join(import.meta.dirname, "statements.yaml"), "utf8"),
    );
    for (const { sql, from } of statements) {
      for (const dialect of dialects) expect(await denied(template(sql, Object.keys(from)), dialect), sql).toEqual([]);
    }
  });

  test("for random queries", async () => {
    let read = 0;
    for (let seed = 0; seed < 150; seed++) {
      for (const dialect of dialects) {
        const sql = randomQuery(seed, dialect === "duckdb" ? "duckdb" : "postgres").replaceAll(/\bb\b/g, "Bank_1");
        const one = template(sql, ["a", "Bank_1", "c", "t_1"]);
        expect(await denied(one, dialect), sql).toEqual([]);
        read += [...(await sourceOrigins(one, dialect)).values()].filter(({ columns }) => columns.length > 0).length;
      }
    }
    expect(read).toBeGreaterThan(300);
  });

  test.each([
    ["duckdb", "select * from 'con'\n  'tacts'", "contacts"],
    ["duckdb", "select * from 'con' -- the first half\n 'tacts'", "contacts"],
    ["postgres", 'select * from U&"\\0063ontacts"', "contacts"],
    ["postgres", "select * from u&\"!0063ontacts\" uescape '!'", "contacts"],
    ["postgres", 'select * from "CONTACTS"', "contacts"],
    ["postgres", 'select * from "Stra""ße"', 'stra"ße'],
  ] as const)("or it is not believed: %s, %s", (_, sql, name) => expect(mayName(template(sql, ["phone"]), name)).toBe(true));

  test("and most templates are ruled out", () => {
    const sql =
      "select c.* from reporting.contacts c\nwhere c.kind in ('a',\n 'b') and c.note <> '' and c.x = 'it''s'\n  and true";
    expect(mayName(template(sql, ["phone"]), "contacts")).toBe(true);
    expect(mayName(template(sql, ["phone"]), "calls")).toBe(false);
  });
});

test("what is asked about has the classes that all templates together give it", async () => {
  // Four groups, with names of their own.
  const templates = Array.from({ length: 120 }, (_, seed) => {
    const sql = randomQuery(seed, "postgres").replaceAll(/\b[abctuv]\b/g, (name) => `${name}${seed % 4}`);
    const columns = ["a", "b", "c"].slice(seed % 3).map((name) => `${name}${seed % 4}`);
    return template(sql, columns, seed % 5 === 0 ? undefined : seed % 2 === 0 ? "phone" : "email");
  });
  const all = await classesByOrigin(templates);
  let [known, left] = [0, 0];
  for (const relation of ["a0", "s.a1", "b2", "t3", "v1"]) {
    const some = await classesByOrigin(templates, [lastPart(relation)]);
    for (const column of ["a", "b", "c", "t", "u"].map((name) => name + relation.at(-1))) {
      const expected = classOfOrigin(all, { relation, column });
      expect(classOfOrigin(some, { relation, column }), `${relation}.${column}`).toBe(expected);
      if (expected !== undefined) known += 1;
    }
    left += [...all.values()].flatMap((one) => [...one]).length - [...some.values()].flatMap((one) => [...one]).length;
  }
  expect(known).toBeGreaterThan(10);
  expect(left).toBeGreaterThan(10);
});
