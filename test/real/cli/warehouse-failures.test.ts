import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateSample } from "../../../runner/src/sample/generate-sample.ts";
import { type Answer, expectFailure } from "../../cli/command-line.ts";
import { longRun, waitForBytes, withLongExtract } from "../../cli/long-query.ts";
import { sampleContacts, TestProject } from "../../cli/test-project.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

let database: TestDatabase;
let project: TestProject;
let client: pg.Client;
let connections: readonly string[];

beforeAll(async () => {
  database = await createTestDatabase();
  project = await TestProject.withSample();
  connections = ["--connections", project.postgres(database)];
  await generateSample({
    target: { type: "postgres", connection: { connectionString: database.url } },
    contacts: sampleContacts,
  });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
  project[Symbol.dispose]();
});

/** The failure is on the screen and in the ledger, by the same code; nothing is under the destination, nothing staged. */
async function expectFailedRun(answer: Answer, code: string, of: TestProject = project): Promise<void> {
  expectFailure(answer, code);
  expect(answer.text).not.toContain("hunter2");
  expect(of.files()).toEqual([]);
  const run = await of.lastRun();
  expect(run).toMatchObject({ state: "failed", error: { code } });
  expect(answer.stderr).toContain(run?.error?.message);
}

describe("a run on PostgreSQL fails with a clear answer", () => {
  test("when the server is down", async () => {
    const nobody = project.postgres(database, { port: 1 });
    await expectFailedRun(await project.run("run", "ixHelloExtract1", "--connections", nobody), "warehouse-unreachable");
    const doctor = await project.run("doctor", "--connections", nobody);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain("✖ connect: ");
  });

  // A server that somebody gave may trust every connection of this machine.
  test.skipIf(process.env["DATAFEED_TEST_POSTGRES_URL"])("when the password is refused", async () => {
    const wrong = project.postgres(database, { password: "hunter2" });
    await expectFailedRun(await project.run("run", "ixHelloExtract1", "--connections", wrong), "warehouse-refused");
  });

  test("when the role or the database does not exist", async () => {
    for (const override of [{ user: "nobody_of_this_name" }, { database: "no_database_of_this_name" }]) {
      const wrong = project.postgres(database, override);
      await expectFailedRun(await project.run("run", "ixHelloExtract1", "--connections", wrong), "warehouse-refused");
    }
  });

  test("when the role may not read the table", async () => {
    const reader = `reader_of_${database.database}`;
    await client.query(`create role ${reader} login password 'right'`);
    const file = project.postgres(database, { user: reader, password: "right" });
    await expectFailedRun(await project.run("run", "ixHelloExtract1", "--connections", file), "warehouse-permission");
    await client.query(`drop role ${reader}`);
  });

  test("when the server speaks without TLS to a connection that asks for it", async () => {
    const file = project.postgres(database, { ssl: "verify-full" });
    await expectFailedRun(await project.run("run", "ixHelloExtract1", "--connections", file), "warehouse-tls");
  });

  test("when a template's SQL is refused, with the place in it", async () => {
    const sql = "select n as number form t where :window_start < :window_end";
    using other = withLongExtract(TestProject.withDocuments(), { postgres: sql });
    const answer = await other.run(...longRun, "--connections", other.postgres(database));
    await expectFailedRun(answer, "warehouse-sql-refused", other);
    expect(answer.stderr).toMatch(/line \d+/);
  });

  test("when a column is gone", async () => {
    await client.query("alter table reporting.interactions rename column stage to stages");
    const answer = await project.run("run", "ixHelloExtract1", ...connections);
    await client.query("alter table reporting.interactions rename column stages to stage");
    await expectFailedRun(answer, "warehouse-sql-refused");
    expect(answer.stderr).toContain("stage");
  });

  test("when a column has another type, naming the field", async () => {
    await client.query("alter table reporting.interactions alter interaction_no type text");
    const answer = await project.run("run", "ixHelloExtract1", ...connections);
    const preview = await project.run("preview", "ixHelloExtract1", ...connections);
    await client.query("alter table reporting.interactions alter interaction_no type integer using interaction_no::integer");
    await expectFailedRun(answer, "warehouse-columns-changed");
    expectFailure(preview, "warehouse-columns-changed");
    expect(answer.stderr).toContain("Interaction Number");
  });

  test("when the connection is dropped in the middle of the result", async () => {
    using other = withLongExtract(TestProject.withDocuments());
    const running = other.start(...longRun, "--connections", other.postgres(database));
    await waitForBytes(other, 100_000);
    const ended = await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'datafeed'",
    );
    expect(ended.rowCount).toBeGreaterThan(0);
    await expectFailedRun(await running.ended, "warehouse-connection-lost", other);
  });

  test("when the query takes longer than it may", async () => {
    using other = withLongExtract(TestProject.withDocuments());
    const file = other.postgres(database, { statementTimeout: "1s" });
    await expectFailedRun(await other.run(...longRun, "--connections", file), "warehouse-timeout", other);
  });
});

test("after all that the next run succeeds, and both warehouses give the same content", async () => {
  const answers = [await project.json("run", "ixHelloExtract1", ...connections), await project.json("run", "ixHelloExtract1")];
  const [onPostgres, onDuckdb] = answers.map(({ outcomes }) => outcomes[0].output);
  expect(onPostgres.contentSha256).toBe(onDuckdb.contentSha256);
  expect(onPostgres.rows).toBeGreaterThan(10);
  // The failures before it took sequences, which are never used again.
  expect(onPostgres.sequence).toBeLessThan(onDuckdb.sequence);
  const { examined } = JSON.parse((await project.run("doctor", ...connections, "--format", "json")).stdout);
  expect(examined[1].checks).toContainEqual(expect.objectContaining({ name: "connect", ok: true }));
});
