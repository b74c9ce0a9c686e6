import type { Gap } from "../schedule/missing-windows.ts";
import type { Ledger } from "./ledger.ts";
import { lockExtract } from "./lock-extract.ts";

/**
 * Gives up an extract's windows that are owed or have failed and lie within a range, both bounds UTC. What is under way or
 * published stays as it is. Answers with how many were given up.
 */
export async function skipWindows(
  ledger: Ledger,
  extract: string,
  range: Gap,
  { by, reason }: { readonly by: string; readonly reason?: string },
): Promise<number> {
  const rows = await ledger.write(async (db) => {
    // A backfill may be taking them up again: one after the other.
    await lockExtract(db, extract);
    return db
      .updateTable("obligations")
      .set({
        state: "skipped",
        reason: `skipped by ${by}${reason === undefined ? "" : `: ${reason}`}`,
        changed_at: ledger.now(),
      })
      .where("extract", "=", extract)
      .where("purpose", "=", "window")
      .where("state", "in", ["owed", "failed"])
      .where("window_start", ">=", range.start)
      .where("window_end", "<=", range.end)
      .returning("id")
      .execute();
  });
  return rows.length;
}
