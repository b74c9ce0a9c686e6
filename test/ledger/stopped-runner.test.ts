import { expect, test } from "vitest";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { createTestDatabase } from "../support/test-database.ts";

// Side by side: each waits until the server ends a transaction that stands still.
test.concurrent.each(["write", "writeUrgent"] as const)(
  "a runner that stands still in the middle of a %s holds nobody up",
  async (way) => {
    const database = await createTestDatabase();
    {
      await using stopped = await openLedger(database.url);
      await using other = await openLedger(database.url);
      const [holds, standing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const late = stopped[way](async (db) => {
        await db.updateTable("ledger").set({ readable_from: "late" }).execute();
        holds.resolve();
        await standing.promise;
        await db.updateTable("ledger").set({ readable_from: "later" }).execute();
      });
      const refused = expect(late).rejects.toMatchObject({ code: "ledger-unreachable" });
      await holds.promise;
      await other.write((db) => db.updateTable("ledger").set({ readable_from: "taken-over" }).execute());
      standing.resolve();
      await refused;
      const row = await other.read((db) => db.selectFrom("ledger").select("readable_from").executeTakeFirstOrThrow());
      expect(row.readable_from).toBe("taken-over");
      // The connection that was ended is replaced.
      expect(await stopped.time()).toMatch(/Z$/);
    }
    await database.drop();
  },
);
