import type { Ledger } from "../ledger.ts";
import type { FeedEpoch } from "./own-feed.ts";

const tables = ["feed_holds", "feed_sent", "feed_seen", "feed_dead_letters", "feed_requests"] as const;

/** Forgets how far a feed has come and all that it sent, as if it had never run. False when it has another owner. Errors: ledger-*. */
export async function beginAnew(ledger: Ledger, { key, epoch }: FeedEpoch): Promise<boolean> {
  return ledger.write(async (db) => {
    const begun = await db
      .updateTable("feeds")
      .set({
        position: null,
        position_given: 0,
        batch: 0,
        partitions: null,
        partitions_of: null,
        prepared: null,
        stopped_at: null,
        error_code: null,
        error_message: null,
        error_at: null,
        failing_since: null,
        sent: 0,
        last_type: null,
        last_event: null,
        last_at: null,
        lag_events: null,
        lag_seconds: null,
        lag_at: null,
        held_up_since: null,
        rate: null,
        changed_at: ledger.now(),
      })
      .where("key", "=", key)
      .where("epoch", "=", epoch)
      .returning("key")
      .executeTakeFirst();
    if (begun === undefined) return false;
    for (const table of tables) await db.deleteFrom(table).where("feed", "=", key).execute();
    return true;
  });
}

/** Has its owner try again what an error has stopped; the error stays until it is over. Errors: ledger-*. */
export async function tryAgain(ledger: Ledger, { key, epoch }: FeedEpoch): Promise<void> {
  await ledger.write((db) =>
    db
      .updateTable("feeds")
      .set({ stopped_at: null, changed_at: ledger.now() })
      .where("key", "=", key)
      .where("epoch", "=", epoch)
      .where("paused_at", "is", null)
      .execute(),
  );
}
