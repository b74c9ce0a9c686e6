import { readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateSample } from "../../../runner/src/sample/generate-sample.ts";
import { type Answer, datafeed, expectFailure } from "../../cli/command-line.ts";
import { sampleContacts, TestProject } from "../../cli/test-project.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const password = "kX9#correct-horse-battery";
const fromEnvironment = (name: string): string => `\${env:${name}}`;
const fromFile = (path: string): string => `\${file:${path}}`;

let database: TestDatabase;
let role: string;
let project: TestProject;

beforeAll(async () => {
  database = await createTestDatabase();
  project = TestProject.withDocuments();
  await generateSample({
    target: { type: "postgres", connection: { connectionString: database.url } },
    contacts: sampleContacts,
  });
  role = `reader_of_${database.database}`;
  await onDatabase(`create role ${role} login password '${password}'; grant usage on schema reporting to ${role};
    grant select on all tables in schema reporting to ${role}`);
});

afterAll(async () => {
  await onDatabase(`drop owned by ${role}; drop role ${role}`);
  await database.drop();
  project[Symbol.dispose]();
});

async function onDatabase(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** Neither the screen, nor a file that Datafeed wrote, holds the password. */
function expectSecret(...answers: readonly Answer[]): void {
  for (const answer of answers) expect(answer.text).not.toContain(password);
  for (const folder of ["out", ".datafeed"]) {
    for (const file of TestProject.filesBelow(project.path(folder))) expect(readFileSync(file).includes(password)).toBe(false);
  }
}

test("a password comes from the environment, and is nowhere to be seen afterwards", async () => {
  const connections = project.postgres(database, { user: role, password: fromEnvironment("WAREHOUSE_PASSWORD") });
  const surroundings = { ...project.surroundings, env: { WAREHOUSE_PASSWORD: password, DATAFEED_CONNECTIONS: connections } };
  const run = await datafeed(["run", "contacts-for-excel", "--format", "json"], surroundings);
  expect(run.code).toBe(0);
  const rest = await Promise.all(
    [["runs"], ["outputs", "--format", "json"], ["doctor"]].map((args) => datafeed(args, surroundings)),
  );
  expect(project.files()).toHaveLength(2);
  expectSecret(run, ...rest);
});

test.each([
  ["its absolute path", () => project.path("../password")],
  ["its name beside the connections", () => "password"],
])("a password comes from a file by %s, without its line end", async (_by, file) => {
  project.writeOutside("password", `${password}\n`);
  const connections = project.postgres(database, { user: role, password: fromFile(file()) });
  const run = await project.run("run", "contacts-for-excel", "--connections", connections);
  expect(run).toMatchObject({ code: 0 });
  expectSecret(run);
});

// A server that somebody gave may trust every connection of this machine.
test.skipIf(process.env["DATAFEED_TEST_POSTGRES_URL"])("the sample takes no password that nobody named", async () => {
  const connections = project.postgres(database, { password: undefined });
  const surroundings = { ...project.surroundings, env: { PGPASSWORD: database.password } };
  const args = ["sample", "--contacts", "5", "--connections", connections];
  expectFailure(await datafeed(args, surroundings), "warehouse-refused");
});

test("a wrong password is not shown when the server refuses it", async () => {
  const connections = project.postgres(database, { user: role, password: `${password}-of-last-year` });
  const run = await project.run("run", "contacts-for-excel", "--connections", connections);
  if (process.env["DATAFEED_TEST_POSTGRES_URL"] === undefined) expectFailure(run, "warehouse-refused");
  expectSecret(run);
});

test.each([
  ["an environment variable", fromEnvironment("NOT_SET_ANYWHERE"), "NOT_SET_ANYWHERE"],
  ["a file", fromFile("/nowhere/password"), "/nowhere/password"],
])("a secret in %s that is missing is said by its name", async (_what, reference, name) => {
  const connections = project.postgres(database, { user: role, password: reference });
  const answer = await project.run("run", "contacts-for-excel", "--connections", connections);
  expectFailure(answer, "secret-missing");
  expect(answer.stderr).toContain(name);
  const doctor = await project.run("doctor", "--connections", connections);
  expect(doctor.code).toBe(1);
  expect(doctor.stdout).toContain("✖ secret-missing");
});

test("certificates lie beside the connections, too", async () => {
  const connections = project.postgres(database, { ssl: "verify-ca", ca: "certificates.pem" });
  const answer = await project.run("run", "contacts-for-excel", "--connections", connections);
  expectFailure(answer, "warehouse-tls");
  expect(answer.stderr).toContain(`${project.folder}/certificates.pem`);
});

test("a query needs no secret to be printed", async () => {
  const connections = project.postgres(database, { password: fromEnvironment("NOT_SET_ANYWHERE") });
  expect(await project.run("sql", "contacts-for-excel", "--connections", connections)).toMatchObject({ code: 0 });
});
