import { expect, test } from "vitest";
import type { Dialect } from "../../../runner/src/load/types.ts";
import { originKey } from "../../../runner/src/review/lineage/origin.ts";
import { sourceOrigins } from "../../../runner/src/review/lineage/source-origins.ts";
import type { Template } from "../../../schemas/generated/documents.ts";

const dialects: readonly Dialect[] = ["duckdb", "postgres", "redshift"];

function template(source: Template["source"], fields: Template["fields"]): Template {
  return { kind: "Template", name: "T", source, time: { field: "At" }, key: ["At"], fields };
}

async function told(of: Template, dialect: Dialect, views?: ReadonlyMap<string, string>): Promise<Record<string, unknown>> {
  const origins = await sourceOrigins(of, dialect, views);
  return Object.fromEntries([...origins].map(([name, { columns, unknown }]) => [name, unknown ?? columns.map(originKey)]));
}

const query = `-- one row for each contact
  select id, started as at, phone || coalesce(mail, '') as reach, note /* said */ from contacts
  where started >= :window_start and started < :window_end and kind = :kind`;

test.each(dialects)("fields over a query, %s", async (dialect) => {
  const fields: Template["fields"] = {
    At: { column: "at", type: "instant" },
    Local: { local: "At" },
    Reach: { column: "reach" },
    Short: { expression: "left(reach, 3) || note", from: ["reach", "note"] },
    Gone: { column: "gone" },
    All: { expression: "md5(source::text)", from: [] },
    Turns: {
      nested: {
        table: "turns",
        match: { contact_id: "id" },
        order: ["n"],
        fields: { said: { column: "said" }, mixed: { expression: "said || reach", from: ["said", "reach"] } },
      },
    },
  };
  expect(await told(template({ sql: query }, fields), dialect)).toEqual({
    At: ["contacts.started"],
    Local: ["contacts.started"],
    Reach: ["contacts.phone", "contacts.mail"],
    Short: ["contacts.phone", "contacts.mail", "contacts.note"],
    Gone: 'there is no column "gone"',
    All: "its expression may read more than `from` names",
    // A column of a child row may be one of the rows around, too.
    Turns: ["turns.said", "contacts.phone", "contacts.mail", "turns.reach"],
  });
});

test.each(dialects)("tables that are views, %s", async (dialect) => {
  const views = new Map([
    ["reporting.calls", "select ani as phone, c.* from raw.contacts c"],
    ["broken", "selec phone from"],
  ]);
  const of = (table: string): Template => template({ table }, { Phone: { column: "Phone" } });
  expect(await told(of("Reporting.Calls"), dialect, views)).toEqual({ Phone: expect.arrayContaining(["raw.contacts.ani"]) });
  // It may be the view, or a table of another schema.
  expect(await told(of("calls"), dialect, views)).toEqual({
    Phone: expect.arrayContaining(["raw.contacts.ani", "calls.phone"]),
  });
  expect(await told(of("other"), dialect, views)).toEqual({ Phone: ["other.phone"] });
  expect(await told(of("broken"), dialect, views)).toEqual({
    Phone: expect.stringContaining("the view broken is not understood"),
  });
});

const refused: Readonly<Record<string, string>> = {
  "no SQL": "selec phone frm contacts",
  "two statements": "select 1; select 2",
  "a change": "delete from contacts returning phone",
  "a change in a CTE": "with gone as (delete from contacts returning phone) select phone from gone",
  "a parenthesis": "select (phone from contacts",
  "a string without an end": "select 'phone from contacts",
  "a view of itself": "select phone from loop",
  "ever more columns": `with t0 as (select 1 as a, phone from contacts), ${Array.from({ length: 40 }, (_, at) => `t${at + 1} as (select l.*, r.* from t${at} l, t${at} r)`).join(", ")} select phone from t40`,
  "too many parentheses": `select ${"(".repeat(20_000)}phone${")".repeat(20_000)} as phone from contacts`,
};

test.each(dialects)("what is not understood is unknown, and the next query is read as before, %s", async (dialect) => {
  const views = new Map([["loop", "select phone from loop"]]);
  for (const [what, sql] of Object.entries(refused)) {
    const of = template({ sql }, { Phone: { column: "phone" } });
    expect([what, (await sourceOrigins(of, dialect, views)).get("Phone")?.unknown]).toEqual([what, expect.any(String)]);
  }
  const of = template({ sql: query }, { Reach: { column: "reach" } });
  expect(await told(of, dialect)).toEqual({ Reach: ["contacts.phone", "contacts.mail"] });
});

test("a query for one dialect says nothing of another", async () => {
  const of = template({ sql: { duckdb: "select phone from contacts" } }, { Phone: { column: "phone" } });
  expect(await told(of, "duckdb")).toEqual({ Phone: ["contacts.phone"] });
  expect(await told(of, "postgres")).toEqual({ Phone: expect.stringContaining("no SQL for the dialect postgres") });
});

test("a function of the row that is written as a column", async () => {
  const of = (sql: string): Template => template({ sql }, { X: { column: "x" } });
  const whole = "it reads whole rows of contacts";
  expect(await told(of("select c.to_jsonb as x from contacts c"), "postgres")).toEqual({ X: whole });
  expect(await told(of("select reporting.contacts.row_to_json as x from reporting.contacts"), "postgres")).toEqual({
    X: "it reads whole rows of reporting.contacts",
  });
  const known = "select c.to_json as x from (select phone, city as place from contacts) c";
  expect((await sourceOrigins(of(known), "postgres")).get("X")?.columns.map(originKey)).toEqual([
    "contacts.phone",
    "contacts.city",
  ]);
  expect(await told(of("select c.to_jsonb() as x from contacts c"), "duckdb")).toEqual({ X: expect.any(String) });
});

test("columns that SEARCH and CYCLE add are unknown, not those of another table", async () => {
  const sql = `with recursive tree as (select id, boss from staff union all select s.id, s.boss from staff s join tree t on s.boss = t.id)
    cycle id set again using way select way as x from tree, contacts`;
  const of = template({ sql }, { X: { column: "x" } });
  expect(await told(of, "postgres")).toEqual({ X: "SEARCH and CYCLE are not followed" });
});

test.each([
  ["duckdb", "pg_catalog.pg_stats", "information_schema.tables", "duckdb_views"],
  ["postgres", "pg_stats", "information_schema.columns", "PG_CATALOG.PG_STATS"],
  ["redshift", "stl_query", "svv_table_info", "sys_query_text", "pg_catalog.svl_statementtext"],
] as const)("the server's own relations may hold anything, %s", async (dialect, ...relations) => {
  const fields: Template["fields"] = { Text: { column: "x" } };
  for (const relation of relations) {
    for (const source of [{ table: relation }, { sql: `select x from ${relation}` }, { sql: `select * from ${relation} s` }]) {
      expect(await told(template(source, fields), dialect), relation).toEqual({ Text: expect.stringContaining("may hold") });
    }
  }
  const own = await told(template({ table: "reporting.pg_calls" }, fields), dialect);
  expect(own).toEqual({ Text: ["reporting.pg_calls.x"] });
});
