import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openLedger } from "../../runner/src/ledger/ledger.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A new ledger whose tables are made, to be copied: to make them takes ten times as long. */
    newLedger: {
      /** Path of the file. */
      readonly sqlite: string;
      /** Name of the database, in the tests' PostgreSQL. */
      readonly postgres: string;
    };
  }
}

/** Makes one new ledger on each engine, for all test files. Runs after `postgres-setup.ts`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = project.getProvidedContext().postgresUrl;
  const folder = await mkdtemp(join(tmpdir(), "datafeed-new-ledger-"));
  const [sqlite, postgres] = [join(folder, "ledger.sqlite"), `new_ledger_${randomBytes(6).toString("hex")}`];
  await onServer(server, `create database ${postgres} template template0 encoding 'UTF8'`);
  const url = Object.assign(new URL(server), { pathname: `/${postgres}` }).href;
  for (const place of [sqlite, url]) await (await openLedger(place))[Symbol.asyncDispose]();
  project.provide("newLedger", { sqlite, postgres });
  return async () => {
    await onServer(server, `drop database ${postgres} with (force)`);
    await rm(folder, { recursive: true });
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
