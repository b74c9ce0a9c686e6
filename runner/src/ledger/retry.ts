import { sql } from "kysely";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Ledger } from "./ledger.ts";
import { type Obligation, obligationOf } from "./records.ts";

/**
 * Makes a failed or cancelled window or request owed at once, with all its retries again; one that waits for its next try is
 * tried now. Errors: obligation-closed, unknown-id.
 */
export async function retryObligation(ledger: Ledger, id: string): Promise<Obligation> {
  return ledger.write(async (db) => {
    const row = await db
      .updateTable("obligations")
      .set({
        state: "owed",
        tries: 0,
        next_try_at: ledger.now(),
        // Somebody waits for it: it does not queue behind the windows of a catch-up.
        urgent_at: sql<string>`case when urgent_at > ${ledger.now()} then ${ledger.now()} else urgent_at end`,
        changed_at: ledger.now(),
      })
      .where("id", "=", id)
      .where("state", "in", ["failed", "cancelled", "owed"])
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) {
      const found = await db.selectFrom("obligations").select(["state", "extract"]).where("id", "=", id).executeTakeFirst();
      if (found === undefined) throw new DatafeedError("unknown-id", `Nothing is owed under the id ${id}.`);
      throw new DatafeedError("obligation-closed", `What was owed of extract ${found.extract} (${id}) is ${found.state}`, {
        hint: "Only what failed or was cancelled can be tried again; run the extract again for a new sequence.",
      });
    }
    await ledger.notify(db);
    return obligationOf(row);
  });
}
