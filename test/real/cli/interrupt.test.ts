import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectNoTrace, type RunningCommand } from "../../cli/command-line.ts";
import { longRun, waitForBytes, withLongExtract } from "../../cli/long-query.ts";
import { TestProject } from "../../cli/test-project.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Queries of ours that the server is busy with. */
async function runningQueries(): Promise<number> {
  const ours = "datname = current_database() and application_name = 'datafeed' and state = 'active'";
  return (await client.query(`select from pg_stat_activity where ${ours}`)).rowCount ?? 0;
}

async function expectCancelled(running: RunningCommand, project: TestProject): Promise<void> {
  const answer = await running.ended;
  expect(answer.code).toBe(130);
  expect(answer.stderr).toMatch(/Cancelling….*Cancelled\.\n$/s);
  expectNoTrace(answer);
  expect(project.files()).toEqual([]);
  expect(project.files(".datafeed/spool")).toEqual([]);
}

describe.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s", (signal) => {
  test("in the middle of a result of PostgreSQL ends the query there, and leaves nothing behind", async () => {
    using project = withLongExtract(TestProject.withDocuments());
    const running = project.start(...longRun, "--connections", project.postgres(database));
    await waitForBytes(project, 100_000);
    expect(await runningQueries()).toBe(1);
    running.child.kill(signal);
    await expectCancelled(running, project);
    await expect.poll(runningQueries).toBe(0);
    expect(await project.lastRun()).toMatchObject({ state: "cancelled" });
    expect((await project.run("runs")).stdout).toMatch(/ cancelled /);
  });

  test("in the middle of a result of DuckDB, too", async () => {
    using project = withLongExtract(await TestProject.withSample());
    const running = project.start(...longRun);
    await waitForBytes(project, 100_000);
    running.child.kill(signal);
    await expectCancelled(running, project);
    expect(await project.lastRun()).toMatchObject({ state: "cancelled" });
  });
});

test("before the first row of a preview ends the query, too", async () => {
  const slow =
    "select 1 as number, :window_start::timestamptz as contact_start from pg_sleep(600) where :window_start < :window_end";
  using project = withLongExtract(TestProject.withDocuments(), { postgres: slow });
  const running = project.start("preview", ...longRun.slice(1), "--connections", project.postgres(database));
  await expect.poll(runningQueries).toBe(1);
  running.child.kill("SIGINT");
  await expectCancelled(running, project);
  await expect.poll(runningQueries).toBe(0);
});

test("while the sample is made leaves no half of it", async () => {
  using project = TestProject.withDocuments();
  const running = project.start("sample", "--contacts", "3000000");
  await expect.poll(() => project.files(".datafeed")).not.toEqual([]);
  running.child.kill("SIGINT");
  await expectCancelled(running, project);
  expect(project.files(".datafeed")).toEqual([]);
});
