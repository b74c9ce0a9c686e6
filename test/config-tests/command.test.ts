import { afterAll, beforeAll, expect, test } from "vitest";
import { TestProject } from "../cli/test-project.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

let project: TestProject;
let database: TestDatabase;
beforeAll(async () => {
  project = TestProject.withDocuments().inProcess();
  database = await createTestDatabase();
});
afterAll(async () => {
  project[Symbol.dispose]();
  await database.drop();
});

const file = "extracts/transfers-across-clock-change.test.yaml";

test("what passes exits with 0, and says on what it ran", async () => {
  const { code, stdout } = await project.run("test", file);
  expect(code).toBe(0);
  expect(stdout).toContain("✔ transfers of 71 hours  transfers-across-clock-change\n");
  expect(stdout).toMatch(/✔ 2 tests on DuckDB: 2 passed\.\n$/);
});

test("on PostgreSQL by a URL, whose password is in no text", async () => {
  const { code, stdout } = await project.run("test", file, "--warehouse", database.url);
  expect(stdout).toMatch(/✔ 2 tests on PostgreSQL: 2 passed\.\n$/);
  expect(code).toBe(0);
  const url = new URL(database.url);
  url.password = "not-the-password";
  url.port = "1";
  const failed = await project.run("test", file, "--warehouse", url.href);
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain("2 could not be carried out");
  expect(failed.text).not.toContain("not-the-password");
});

test("a failing test exits with 1; programs learn file, line and difference", async () => {
  const text = project.read(file);
  project.write(
    file,
    text.replace(
      'Transfer Time local: "2026-03-08T03:00:00.000000-05:00"',
      'Transfer Time local: "2026-03-08T02:00:00.000000-06:00"',
    ),
  );
  const { code, stdout } = await project.run("test", file, "--format", "json");
  project.write(file, text);
  expect(code).toBe(1);
  const answer = JSON.parse(stdout);
  expect(answer).toMatchObject({ ok: false, engine: "duckdb", failed: 1, errors: 0, notRun: 0, diagnostics: [] });
  expect(answer.tests.filter(({ state }: { state: string }) => state !== "passed")).toEqual([
    {
      name: "transfers of 71 hours",
      extract: "transfers-across-clock-change",
      file,
      line: 1 + text.slice(0, text.indexOf("2026-03-08T03:00:00.000000-05:00")).split("\n").length - 1,
      column: 7,
      state: "failed",
      durationMs: expect.any(Number),
      message: "Expected 4 rows, found 4 rows: 1 changed.",
      diff: expect.stringContaining("2026-03-08T02:00:00.000000-06:00 → 2026-03-08T03:00:00.000000-05:00"),
      notes: [],
    },
  ]);
});

test("for GitHub a failing test is an annotation, and nothing else begins like one", async () => {
  const text = project.read(file);
  project.write(
    file,
    text.replace('Transfer Time local: "2026-03-08T03', 'Transfer Type: "::error::x", Transfer Time local: "2026-03-08T03'),
  );
  const { code, stdout } = await project.run("test", file, "--format", "github");
  project.write(file, text);
  expect(code).toBe(1);
  const [annotation = "", verdict, ...rest] = stdout.trimEnd().split("\n");
  expect(annotation).toMatch(/^::error file=extracts\/transfers-across-clock-change\.test\.yaml,line=\d+,/);
  expect(annotation).toContain("1 changed.");
  expect(verdict).toBe("✖ 2 tests on DuckDB: 1 passed, 1 failed.");
  expect(rest).toEqual([]);
});

test("a test with mistakes does not run and is not passed over", async () => {
  project.write("extracts/broken.test.yaml", "kind: Test\nname: broken\nextract: no-such\nexpect: { empty: true }\n");
  const { code, stdout } = await project.run("test", "extracts/broken.test.yaml");
  project.write("extracts/broken.test.yaml", "");
  expect(code).toBe(1);
  expect(stdout).toContain("test-extract-unknown");
  expect(stdout).toMatch(/✖ 0 tests on DuckDB: 1 mistake in documents\.\n$/);
});

test("what the engine can't stand in for exits with 1, unless that is allowed", async () => {
  const template = project.read("templates/DistinctIntentsWorksheet.template.yaml");
  project.write(
    "templates/DistinctIntentsWorksheet.template.yaml",
    template.replace("  sql: |\n    select", "  sql:\n   redshift: |\n    select"),
  );
  project.write(
    "extracts/foreign.test.yaml",
    'kind: Test\nname: foreign\nextract: distinct-intents-nightly\nday: "2026-03-08"\nexpect: { empty: true }\n',
  );
  const strict = await project.run("test", "extracts/foreign.test.yaml");
  expect(strict.stdout).toContain("○ foreign");
  expect(strict.stdout).toContain("Not run: DuckDB can't stand in for the warehouse of distinct-intents-nightly");
  expect(strict.stdout).toMatch(/✖ 1 test on DuckDB: 1 not run\.\n$/);
  expect(strict.code).toBe(1);
  expect((await project.run("test", "extracts/foreign.test.yaml", "--allow-not-run")).code).toBe(0);
  project.write("templates/DistinctIntentsWorksheet.template.yaml", template);
  project.write("extracts/foreign.test.yaml", "");
});

test("a folder without tests, a warehouse that is none and one of another kind are refused", async () => {
  expect((await project.run("test", "templates")).text).toContain("test-unknown");
  expect((await project.run("test", "--warehouse", "nowhere")).text).toContain("connection-unknown");
  expect((await project.run("test", "--warehouse", "sample")).text).toContain("which is of type duckdb");
});
