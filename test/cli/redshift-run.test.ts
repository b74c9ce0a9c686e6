import { readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Manners, startManners } from "../support/redshift-manners.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { TestProject } from "./test-project.ts";

let database: TestDatabase;
let cluster: Manners;
let project: TestProject;

const template = `kind: Template
name: Calls
source: { table: reporting.calls }
time: { field: At }
key: [Id]
fields:
  Id: { column: id, type: uuid }
  At: { column: at, type: instant }
  Local: { local: At }
  Started: { column: started, type: instant, stored: utc-naive }
  Day: { column: day, type: date }
  Seconds: { column: seconds, type: decimal, precision: 12, scale: 3 }
  Score: { column: score, type: float64 }
  Count: { column: n, type: integer }
  Done: { column: done, type: boolean }
  Words: { column: words, type: string, pii: phone }
  Note: { column: note, type: string }
`;
const extract = `kind: Extract
name: calls
product: ixhello-employee
owner: amy
template: Calls
fields: all
filter: { all: [{ Note: { contains: "50%_\\\\'" } }, { Count: { in: [1, 2, 3, 5, 8, 13, 21] } }] }
window: { start: "2026-03-01T00:00", end: "2026-04-01T00:00", timezone: America/Chicago }
output: { format: csv, compress: none, to: local, reconcile: count }
`;
const rows = `insert into reporting.calls
  select md5(g::text)::uuid::text, timestamptz '2026-02-28 12:00+00' + g * interval '7 hours 13.000001 seconds',
    timestamp '2026-03-01' + g * interval '1 hour', date '2026-03-01' + g, g * 1.125, g / 3.0::float8, g % 22, g % 2 = 0,
    repeat('é', g % 9), case when g % 3 = 0 then null else 'a 50%_\\''' || g end
  from generate_series(1, 200) g`;

beforeAll(async () => {
  database = await createTestDatabase();
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`create schema reporting; create table reporting.calls (id varchar(36), at timestamptz, started timestamp, day date,
    seconds numeric(12,3), score float8, n int8, done boolean, words varchar(200), note varchar(200))`);
  await admin.query(rows);
  await admin.end();
  project = TestProject.withDocuments().inProcess();
  project.write("templates/calls.template.yaml", template);
  project.write("extracts/calls.extract.yaml", extract);
  const yaml = project.read("datafeed.yaml");
  project.write("datafeed.yaml", yaml.replace("templates: [InteractionDetails,", "templates: [Calls, InteractionDetails,"));
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  project[Symbol.dispose]();
  await database.drop();
});

/** The bytes of the file that a run publishes. */
async function published(...args: readonly string[]): Promise<string> {
  const answer = await project.json("run", "calls", ...args);
  const file = project.files().find((name) => name.endsWith(".csv") && !seen.has(name)) ?? "";
  seen.add(file);
  expect(JSON.stringify(answer)).toContain("published");
  return readFileSync(project.path(`out/${file}`), "utf8");
}
const seen = new Set<string>();

test("an extract gives the same bytes through Redshift's driver and dialect as through PostgreSQL's", async () => {
  const plain = await published("--connections", project.postgres(database));

  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`alter database ${database.database} set standard_conforming_strings to off`);
  await admin.query(`alter database ${database.database} set escape_string_warning to off`);
  await admin.end();
  cluster = await startManners(database.host, database.port, "Redshift 1.0.99999");
  const asRedshift = await published("--connections", project.postgres(database, { type: "redshift", port: cluster.port }));

  expect(plain.split("\n").length).toBeGreaterThan(10);
  expect(asRedshift).toBe(plain);
});

test("the sample is not made in Redshift", async () => {
  const connections = project.postgres(database, { type: "redshift", port: 1 });
  const answer = await project.run("sample", "--connections", connections);
  expect(answer.code).toBe(1);
  expect(answer.text).toContain("The sample is made in DuckDB or PostgreSQL, not in Redshift.");
});
