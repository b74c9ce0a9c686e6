import type { Ledger } from "./ledger.ts";
import type { Attempt } from "./records.ts";

/** How far an attempt is: rows, and bytes of content before compression. */
export interface Reached {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * A runner's sign of life: its lease lasts for so long again, and the ledger knows how far it is. False when the attempt is not
 * its own any more.
 */
export async function heartbeat(ledger: Ledger, attempt: Attempt, leaseMs: number, reached?: Reached): Promise<boolean> {
  const row = await ledger.writeUrgent((db) =>
    db
      .updateTable("attempts")
      .set({
        lease_until: ledger.now(leaseMs),
        leased_at: ledger.now(),
        ...(reached === undefined ? {} : { progress_rows: reached.rows, progress_bytes: reached.bytes }),
      })
      .where("id", "=", attempt.id)
      .where("epoch", "=", attempt.epoch)
      .where("state", "=", "running")
      .returning("id")
      .executeTakeFirst(),
  );
  return row !== undefined;
}
