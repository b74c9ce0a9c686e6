import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { generateSample } from "../../runner/src/sample/generate-sample.ts";
import { queryDuckdb } from "./read-sample.ts";

const root = join(import.meta.dirname, "../..");
const paths = ["datafeed.yaml", ...readdirSync(join(root, "templates")).map((name) => `templates/${name}`)];
const { templates } = loadProject(
  { files: paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") })) },
  { today: "2026-11-20" },
);

const folder = mkdtempSync(join(tmpdir(), "datafeed-known-values-"));
const file = join(folder, "sample.duckdb");

beforeAll(() => generateSample({ target: { type: "duckdb", file }, contacts: 2_000 }));

afterAll(() => rmSync(folder, { recursive: true }));

/** Fields that list their known values, with the column they read. */
const known = [...templates].flatMap(([template, { value }]) =>
  Object.entries(value.fields).flatMap(([field, { column, values }]) =>
    values === undefined || column === undefined || value.source.table === undefined
      ? []
      : [{ template, field, table: value.source.table, column, values }],
  ),
);

async function occurring(table: string, column: string): Promise<readonly unknown[]> {
  const rows = await queryDuckdb(file, `select distinct "${column}" from ${table} where "${column}" is not null order by 1`);
  return rows.map(([value]) => value);
}

test.each(known)("$template: the known values of $field are those of the sample", async ({ table, column, values }) => {
  expect(await occurring(table, column)).toEqual([...values].sort());
});

/** SEEDS 66. */
test.each([
  ["channel", ["Web-Chat"]],
  ["contact_type", ["nlu-text"]],
  ["direction", ["Inbound", "Outbound"]],
  ["contact_disposition", ["ABANDON", "AppDisconnect", "Timeout"]],
  ["stage", ["QAE"]],
  ["location", ["us-east-1"]],
])("the sample has the seed's own values of %s", async (column, values) => {
  expect(await occurring("reporting.contacts", column)).toEqual(expect.arrayContaining(values));
});
