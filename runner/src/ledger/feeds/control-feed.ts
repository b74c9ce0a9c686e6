import { sql, type Transaction } from "kysely";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { newId } from "../id.ts";
import type { Ledger } from "../ledger.ts";
import type { Pause } from "../pauses.ts";
import type { Tables } from "../tables.ts";
import { type FeedStanding, feedLease, selectStanding } from "./feed-state.ts";

/** Which feed. */
export interface FeedName {
  readonly key: string;
  /** The document's. */
  readonly name: string;
}

/** Has a feed stand still from its next batch on; one that is paused already stays as it is. Errors: ledger-*. */
export async function pauseFeed(ledger: Ledger, feed: FeedName, { by, reason }: Pause): Promise<FeedStanding> {
  return changed(ledger, feed, (db) =>
    db
      .updateTable("feeds")
      .set({ paused_at: ledger.now(), paused_by: by, pause_reason: reason ?? null, changed_at: ledger.now() })
      .where("key", "=", feed.key)
      .where("paused_at", "is", null)
      .execute(),
  );
}

/**
 * Lets a feed go on that is paused, or was stopped by an error. One that was stopped for the number of its topic's partitions
 * takes these as they are then. Errors: ledger-*.
 */
export async function resumeFeed(ledger: Ledger, feed: FeedName): Promise<FeedStanding> {
  return changed(ledger, feed, async (db) => {
    await db
      .updateTable("feeds")
      .set({ partitions: null, partitions_of: null })
      .where("key", "=", feed.key)
      .where("stopped_at", "is not", null)
      .where("error_code", "=", "feed-partitions-changed")
      .execute();
    await db
      .updateTable("feeds")
      .set({ error_code: null, error_message: null, error_at: null, failing_since: null })
      .where("key", "=", feed.key)
      .where("stopped_at", "is not", null)
      .execute();
    // While it was paused it did not fail.
    await db
      .updateTable("feeds")
      .set({ failing_since: ledger.now() })
      .where("key", "=", feed.key)
      .where("paused_at", "is not", null)
      .where("error_at", "is not", null)
      .execute();
    await db
      .updateTable("feeds")
      .set({ paused_at: null, paused_by: null, pause_reason: null, stopped_at: null, changed_at: ledger.now() })
      .where("key", "=", feed.key)
      .execute();
  });
}

/** Events of a stretch of time that are wanted once more. */
export interface FeedReplay {
  /** UTC, ISO 8601 with microseconds; from included, to not. */
  readonly from: string;
  readonly to: string;
  readonly types: readonly string[];
  readonly by: string;
  readonly reason?: string;
}

/** Asks for a replay; the feed takes it up before its next batch. Errors: ledger-*. */
export async function requestReplay(ledger: Ledger, feed: FeedName, replay: FeedReplay): Promise<FeedStanding> {
  return changed(ledger, feed, (db) =>
    db
      .insertInto("feed_requests")
      .values({
        id: newId(),
        feed: feed.key,
        from_time: replay.from,
        to_time: replay.to,
        types: JSON.stringify(replay.types),
        username: replay.by,
        reason: replay.reason ?? null,
        at: ledger.now(),
      })
      .execute(),
  );
}

/**
 * Has a paused feed go on from another place: a position's JSON; undefined: as if it had never run. What is held stays held.
 * Errors: `feed-not-paused`, `feed-busy` while a runner has it yet, ledger-*.
 */
export async function setFeedPosition(ledger: Ledger, feed: FeedName, position: string | undefined): Promise<FeedStanding> {
  return changed(ledger, feed, async (db) => {
    const state = await selectStanding(ledger, db, feed.key);
    if (state?.paused === undefined) throw notPaused(feed.name);
    if (state.runner !== undefined) {
      throw new DatafeedError("feed-busy", `The runner ${state.runner} has the feed ${feed.name} yet.`, {
        hint: "Try again in some seconds: it lets go after its batch.",
      });
    }
    // A runner that stood still for longer than its lease must not write its place over this one.
    await db
      .updateTable("feeds")
      .set((column) => ({
        position: position ?? null,
        position_given: 1,
        epoch: column("epoch", "+", 1),
        changed_at: ledger.now(),
      }))
      .where("key", "=", feed.key)
      .execute();
    // A snapshot from the start sends all of it again.
    if (position === undefined) await db.deleteFrom("feed_seen").where("feed", "=", feed.key).execute();
  });
}

/** `feed-not-paused`. */
export function notPaused(name: string): DatafeedError {
  return new DatafeedError("feed-not-paused", `The feed ${name} is not paused.`, {
    hint: `datafeed feed pause "${name}", then set its position.`,
  });
}

/** Makes a change to a feed that may be unknown yet, and tells its runner. */
async function changed(
  ledger: Ledger,
  feed: FeedName,
  change: (db: Transaction<Tables>) => Promise<unknown>,
): Promise<FeedStanding> {
  return ledger.writeUnique(async (db) => {
    await insertFeed(ledger, db, feed);
    await lockFeed(db, feed.key);
    await change(db);
    await ledger.notify(db);
    const state = await selectStanding(ledger, db, feed.key);
    if (state === undefined) throw new Error(`The feed ${feed.key} is gone.`);
    return state;
  });
}

/** A row for a feed that is new to the ledger. */
export async function insertFeed(ledger: Ledger, db: Transaction<Tables>, { key, name }: FeedName): Promise<void> {
  await db
    .insertInto("feeds")
    .values({ key, name, changed_at: ledger.now() })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
}

/** Others who change the feed wait until the end of this change. */
async function lockFeed(db: Transaction<Tables>, key: string): Promise<void> {
  await db.updateTable("feeds").set({ name: sql<string>`name` }).where("key", "=", key).execute();
  // Whoever takes the feed now has renewed its lease in another transaction; that is seen or waits.
  await db.updateTable("leases").set({ name: sql<string>`name` }).where("name", "=", feedLease(key)).execute();
}
