import { sql, type Transaction } from "kysely";
import type { ExtractRecord } from "./extracts.ts";
import type { Ledger } from "./ledger.ts";
import type { Tables } from "./tables.ts";

/**
 * Makes room for a window that somebody runs before the scheduler has made it: moves the frontier that it touches over it. False
 * when it touches none: then it lies in what is covered, or apart from it, and can't be one of the schedule's windows, which
 * meet. `extract` is locked; of one that was never applied (a checkout) there are no frontiers to move.
 */
export async function takeAhead(
  ledger: Ledger,
  db: Transaction<Tables>,
  extract: ExtractRecord | undefined,
  window: { readonly start: string; readonly end: string },
): Promise<boolean> {
  if (extract === undefined) return true;
  const { name } = extract;
  if (extract.frontier === window.start) {
    // The scheduler works out anew when the next one is due, unless it is paused.
    const nextDueAt = sql<string | null>`case when next_due_at is null then null else ${ledger.now()} end`;
    await db.updateTable("extracts").set({ frontier: window.end, next_due_at: nextDueAt }).where("name", "=", name).execute();
    return true;
  }
  if (extract.coveredFrom === window.end) {
    await db.updateTable("extracts").set({ covered_from: window.start }).where("name", "=", name).execute();
    return true;
  }
  return false;
}
