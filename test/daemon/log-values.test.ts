import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { createLog } from "../../runner/src/daemon/log.ts";
import { readFeed } from "../../runner/src/ledger/feeds/feed-state.ts";
import { openDuckdb } from "../../runner/src/warehouse/duckdb/open-duckdb.ts";
import { openPostgres } from "../../runner/src/warehouse/postgres/open-postgres.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import { live, sourceOf, Topic } from "../feeds/engine/played-feed.ts";
import { ledgerPlace } from "../ledger/ledger-engines.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { configOf, query, readAll } from "../warehouse/postgres-support.ts";

const person = "John Smith";

/** What the log says of an error. */
function logged(err: unknown): string {
  let said = "";
  const to = new Writable({
    write: (chunk, _, done) => {
      said += chunk;
      done();
    },
  });
  createLog({ level: "debug", format: "json", to }).warn({ err }, "failed");
  return said;
}

async function failureOf(warehouse: Warehouse, sql: string): Promise<Error> {
  const error = await readAll(warehouse, query(sql)).catch((error: Error) => error);
  expect(error).toBeInstanceOf(Error);
  return error as Error;
}

test("a row that a warehouse stumbled on is not in the log, whose causes PostgreSQL words", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  await using warehouse = openPostgres("main", configOf(database));
  const error = await failureOf(warehouse, `select v::integer from (values ('${person}'), ('1')) as t (v)`);
  expect(String((error.cause as Error).message)).toContain(person);
  const said = logged(error);
  expect(said).not.toContain(person);
  expect(JSON.parse(said).err).toMatchObject({ code: "warehouse-query-failed", cause: { code: "22P02" } });
  expect(logged(new Error("wrapped", { cause: error.cause }))).not.toContain(person);
  expect(logged(new AggregateError([error.cause]))).not.toContain(person);
});

test("nor is one that DuckDB stumbled on", async () => {
  const folder = mkdtempSync(join(tmpdir(), "datafeed-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await using warehouse = openDuckdb("main", { type: "duckdb" }, folder);
  const error = await failureOf(warehouse, `select v::integer from (values ('${person}'), ('1')) as t (v)`);
  expect(String((error.cause as Error).message)).toContain(person);
  expect(logged(error)).not.toContain(person);
});

test("the last error of a feed keeps no words that nobody has looked at", async () => {
  const place = await ledgerPlace("sqlite");
  onTestFinished(() => place.remove());
  const ledger = await place.open();
  const source = sourceOf([], 1, { pass: place.pass }, new Set());
  const poor = { ...source, next: () => Promise.reject(new SyntaxError(`Unexpected token in "${person}"`)) };
  const error = { code: "unexpected-failure", message: "The feed ended by an unexpected SyntaxError" };
  expect(await live({ ledger, key: "f", topic: new Topic(), source: poor })).toEqual({ state: "stopped", error });
  expect((await readFeed(ledger, "f"))?.lastError).toMatchObject(error);
});
