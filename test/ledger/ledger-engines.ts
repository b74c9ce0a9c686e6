import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { type Ledger, openLedger } from "../../runner/src/ledger/ledger.ts";
import { createTestDatabase } from "../support/test-database.ts";

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

async function database(empty: boolean) {
  const test = await (empty ? createTestDatabase() : createTestDatabase("", inject("newLedger").postgres));
  return { place: test.url, remove: () => test.drop() };
}
