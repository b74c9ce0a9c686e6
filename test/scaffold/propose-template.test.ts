import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { piiByName } from "../../runner/src/scaffold/pii-by-name.ts";
import { type ProposedTemplate, proposeTemplate, type Unproposed } from "../../runner/src/scaffold/propose-template.ts";
import { readTables } from "../../runner/src/scaffold/read-tables.ts";
import { openDuckdb } from "../../runner/src/warehouse/duckdb/open-duckdb.ts";
import { openPostgres } from "../../runner/src/warehouse/postgres/open-postgres.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { configOf } from "../warehouse/postgres-support.ts";

const folder = mkdtempSync(join(tmpdir(), "datafeed-propose-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function duckdbWith(sql: string): Promise<Warehouse> {
  const instance = await DuckDBInstance.create(join(folder, "main.duckdb"));
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
  return openDuckdb("w", { type: "duckdb", path: "main.duckdb" }, folder);
}

async function postgresWith(database: TestDatabase): Promise<Warehouse> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(tables.replace("PAYLOAD", "jsonb"));
  await client.end();
  return openPostgres("w", configOf(database));
}

const signal = new AbortController().signal;

test.each([
  ["user_endpoint", "phone"],
  ["callerANI", "phone"],
  ["e_mail", "email"],
  ["emailAddress", "email"],
  ["first_name", "name"],
  ["customer_name", "name"],
  ["home_address", "address"],
  ["zip", "address"],
  ["ip_address", "identifier"],
  ["last_utterance", "free-text"],
  ["dateOfBirth", "sensitive"],
  ["iban", "account"],
  ["recording_url", "recording"],
  ["contact_id", undefined],
  ["skill_name", undefined],
  ["planet", undefined],
  ["zipped", undefined],
] as const)("%s: %s", (column, pii) => {
  expect(piiByName(column)).toBe(pii);
});

const tables = `
create schema crm;
create table crm.contacts (
  contact_id uuid primary key, started_at timestamptz not null, ended timestamp, "callerANI" text, score numeric(5, 2),
  amount numeric, flag boolean, "when \`x\`" date, payload PAYLOAD, skipped interval);
create table crm.lines (contact_no bigint, line_no integer, created timestamptz, note text, primary key (contact_no, line_no));
create table crm.settings (name text primary key, value text);
create table crm."Odd Name" (id bigint primary key, happened timestamptz);
create schema other;
create table other.contacts (id bigint, created timestamptz);
`;

const wanted = `# yaml-language-server: $schema=../schemas/template.schema.json
# Proposed from the warehouse's types and names. Check the key, the time, and \`pii\`: names do not tell everything.
kind: Template
name: Contacts
source: { table: crm.contacts }
time: { field: Started At }
key: [ Contact ID ] # the primary key
fields:
  Contact ID: { column: contact_id, type: uuid }
  Started At: { column: started_at, type: instant }
  Ended: { column: ended, type: instant, stored: utc-naive } # taken as UTC
  Caller ANI: { column: callerANI, type: string, pii: phone } # by its name
  Score: { column: score, type: decimal, precision: 5, scale: 2 }
  Amount: DIGITS
  Flag: { column: flag, type: boolean }
  When X: { column: when \`x\`, type: date }
  Payload: { column: payload, type: json } # check: JSON can hold anything
# Not read: skipped, a INTERVAL; an expression can cast it.
`;

describe.each(["duckdb", "postgres"] as const)("tables of %s", (dialect) => {
  let warehouse: Warehouse;
  let database: TestDatabase | undefined;
  let proposals: readonly (ProposedTemplate | Unproposed)[];

  beforeAll(async () => {
    if (dialect === "postgres") database = await createTestDatabase();
    warehouse = await (database === undefined ? duckdbWith(tables.replace("PAYLOAD", "json")) : postgresWith(database));
    const { tables: found, unreadable } = await readTables(warehouse, { schemas: [], signal });
    expect(unreadable).toEqual([]);
    const taken = new Set<string>();
    proposals = found.map((table) => {
      const proposed = proposeTemplate(table, warehouse.accepts.bind(warehouse), taken);
      if ("name" in proposed) taken.add(proposed.name.toLowerCase());
      return proposed;
    });
  });
  afterAll(async () => {
    await warehouse[Symbol.asyncDispose]();
    await database?.drop();
  });

  test("a template has types, key, time, and the personal data that names tell of", () => {
    const digits =
      dialect === "duckdb"
        ? "{ column: amount, type: decimal, precision: 18, scale: 3 }"
        : "{ column: amount, type: decimal, precision: 38, scale: 6 } # the column says no digits";
    const text = wanted.replace("DIGITS", digits).replace("INTERVAL", dialect === "duckdb" ? "INTERVAL" : "interval");
    expect(proposals.find((each) => each.table === "crm.contacts")).toMatchObject({ text });
  });

  test("what can't be proposed is said, and why; equal names are told apart by their schemas", () => {
    expect(
      proposals.map((each) => ("why" in each ? `${each.table}: ${each.why}` : `${each.table} ${each.path}`)).sort(),
    ).toEqual([
      "crm.Odd Name: its name needs quotes: read it with `source: { sql: … }`",
      "crm.contacts templates/Contacts.template.yaml",
      "crm.lines templates/Lines.template.yaml",
      "crm.settings: no column is a time, by which rows belong to a window",
      "other.contacts templates/OtherContacts.template.yaml",
    ]);
    const lines = proposals.find((each) => each.table === "crm.lines");
    expect(lines).toMatchObject({ text: expect.stringContaining("key: [ Contact No, Line No ] # the primary key") });
    const other = proposals.find((each) => each.table === "other.contacts");
    expect(other).toMatchObject({
      text: expect.stringContaining("key: [ ID ] # check: nothing says that these identify a row"),
    });
  });

  test("the proposals are sound documents", () => {
    const project =
      "kind: Project\nversion: 1\norganization: Acme\nusers: { amy: { role: admin } }\nproducts: { p: { name: P, warehouse: w } }\n";
    const files = proposals.flatMap((each) => ("path" in each ? [{ path: each.path, text: each.text }] : []));
    const loaded = loadProject({ files: [{ path: "datafeed.yaml", text: project }, ...files] }, { today: "2026-11-21" });
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.templates.size).toBe(3);
  });

  test("a schema that is not there is a mistake", async () => {
    await expect(readTables(warehouse, { schemas: ["crn"], signal })).rejects.toMatchObject({ code: "usage" });
    const { tables: found } = await readTables(warehouse, { schemas: ["other"], signal });
    expect(found.map(({ schema, name }) => `${schema}.${name}`)).toEqual(["other.contacts"]);
  });
});
