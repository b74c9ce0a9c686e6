import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { tableKeys } from "../../runner/src/ledger/copy-tables.ts";
import { type Ledger, openLedger } from "../../runner/src/ledger/ledger.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

/** A place for a ledger, and as many connections to it as a test wants: one for each runner that it plays. */
export interface LedgerPlace {
  readonly place: string;
  /** Another runner's ledger, by the test's clock. */
  open(): Promise<Ledger>;
  /** Moves the test's clock. */
  pass(milliseconds: number): void;
  remove(): Promise<void>;
}

/** The engines on which the same suite runs. */
export const engines = ["sqlite", "postgres"] as const;

/** `empty`: nothing is there yet, and whoever opens it makes the tables; else those of a new ledger are there. */
export async function ledgerPlace(engine: (typeof engines)[number], { empty = false } = {}): Promise<LedgerPlace> {
  let now = Date.parse("2026-11-20T12:00:00.000Z");
  const opened: Ledger[] = [];
  const { place, remove } = engine === "sqlite" ? await file(empty) : await database(empty);
  return {
    place,
    open: async () => {
      const ledger = await openLedger(place, { clock: () => new Date(now).toISOString() });
      opened.push(ledger);
      return ledger;
    },
    pass: (milliseconds) => {
      now += milliseconds;
    },
    remove: async () => {
      for (const ledger of opened) await ledger[Symbol.asyncDispose]();
      await remove();
    },
  };
}

async function file(empty: boolean) {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-ledger-"));
  const place = join(folder, "ledger.sqlite");
  if (!empty) await copyFile(inject("newLedger").sqlite, place);
  return { place, remove: () => rm(folder, { recursive: true }) };
}

/** Ledgers of tests that are over, emptied for those to come: to make a database takes longer than most tests do. */
const emptied: TestDatabase[] = [];

// For every test file that imports this one.
afterAll(async () => {
  for (const database of emptied) await database.drop();
});

async function database(empty: boolean) {
  if (empty) {
    const test = await createTestDatabase();
    return { place: test.url, remove: () => test.drop() };
  }
  const test = emptied.pop() ?? (await createTestDatabase("", inject("newLedger").postgres));
  const remove = async () => {
    if (await emptyLedger(test.url)) emptied.push(test);
    else await test.drop();
  };
  return { place: test.url, remove };
}

/**
 * Ends whoever is still connected, and leaves nothing but a new ledger's row. False where a test has made tables of a later
 * version.
 */
async function emptyLedger(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // With a time limit it answers when they have ended: nobody writes any more.
    await client.query(
      "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    const tables = Object.keys(tableKeys).filter((table) => table !== "ledger");
    const deletes = tables.reverse().map((table) => `delete from ${table}`);
    await client.query([...deletes, "update ledger set readable_from = default"].join(";"));
    const { rows } = await client.query("select from datafeed_migrations where name >= '9'");
    return rows.length === 0;
  } finally {
    await client.end();
  }
}
