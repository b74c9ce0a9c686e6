import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runTests } from "../../runner/src/config-tests/run-tests.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { readProject } from "../../runner/src/project/read-project.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { enginesOf, today } from "./world.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** The tests of this repository's own extracts: clock changes, empty windows, masks and grants, nested JSON, NULLs, keys. */
test.for(["duckdb", "postgres"] as const)("the example project's tests pass on %s", async (name) => {
  const root = join(import.meta.dirname, "../..");
  const loaded = loadProject(await readProject(root), { today });
  const results = await runTests(loaded.tests.values(), {
    root,
    engine: enginesOf(database)[name],
    signal: AbortSignal.timeout(25_000),
  });
  expect(results.filter(({ state }) => state !== "passed")).toEqual([]);
  expect(results.length).toBeGreaterThanOrEqual(11);
});
