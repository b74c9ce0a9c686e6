import type { TestProject } from "vitest/node";
import { startPostgres } from "./embedded-postgres.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A real PostgreSQL for the tests; each test file makes a database of its own in it. */
    postgresUrl: string;
  }
}

/** One PostgreSQL for all test files: the one that DATAFEED_TEST_POSTGRES_URL names, or an embedded one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["DATAFEED_TEST_POSTGRES_URL"];
  if (given !== undefined) {
    project.provide("postgresUrl", given);
    return async () => {};
  }
  const server = await startPostgres();
  project.provide("postgresUrl", server.url);
  return () => server.stop();
}
