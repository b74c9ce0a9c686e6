import { afterEach, beforeEach, expect, it } from "vitest";
import { type Ledger, openLedger } from "../../runner/src/ledger/ledger.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

let database: TestDatabase;
let stopped: Ledger;
let other: Ledger;
beforeEach(async () => {
  database = await createTestDatabase();
  stopped = await openLedger(database.url);
  other = await openLedger(database.url);
});
afterEach(async () => {
  await other[Symbol.asyncDispose]();
  await stopped[Symbol.asyncDispose]();
  await database.drop();
});

it.each(["write", "writeUrgent"] as const)("a runner that stands still in the middle of a %s holds nobody up", async (way) => {
  let goOn = () => {};
  const standing = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let held = () => {};
  const holds = new Promise<void>((resolve) => {
    held = resolve;
  });
  const late = stopped[way](async (db) => {
    await db.updateTable("ledger").set({ readable_from: "late" }).execute();
    held();
    await standing;
    await db.updateTable("ledger").set({ readable_from: "later" }).execute();
  });
  const refused = expect(late).rejects.toMatchObject({ code: "ledger-unreachable" });
  await holds;
  await other.write((db) => db.updateTable("ledger").set({ readable_from: "taken-over" }).execute());
  goOn();
  await refused;
  const row = await other.read((db) => db.selectFrom("ledger").select("readable_from").executeTakeFirstOrThrow());
  expect(row.readable_from).toBe("taken-over");
  // The connection that was ended is replaced.
  expect(await stopped.time()).toMatch(/Z$/);
});
