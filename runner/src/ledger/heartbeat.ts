import type { Ledger } from "./ledger.ts";
import type { Attempt } from "./records.ts";

/** A runner's sign of life: its lease lasts for so long again. False when the attempt is not its own any more. */
export async function heartbeat(ledger: Ledger, attempt: Attempt, leaseMs: number): Promise<boolean> {
  const row = await ledger.write((db) =>
    db
      .updateTable("attempts")
      .set({ lease_until: ledger.now(leaseMs) })
      .where("id", "=", attempt.id)
      .where("epoch", "=", attempt.epoch)
      .where("state", "=", "running")
      .returning("id")
      .executeTakeFirst(),
  );
  return row !== undefined;
}
