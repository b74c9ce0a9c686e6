import { sql, type Transaction } from "kysely";
import type { Ledger } from "../ledger.ts";
import type { Tables } from "../tables.ts";
import type { DeadLetter } from "./dead-letters.ts";
import type { HeldEvent } from "./holds.ts";
import type { FeedEpoch } from "./own-feed.ts";

/** All that a batch changes, as JSON where it is prepared. */
export interface FeedChange {
  /** One more than the last. */
  readonly batch: number;
  /** JSON of where the feed stands after it. */
  readonly position: string;
  /** Events that were sent. */
  readonly sent: number;
  readonly last?: { readonly type: string; readonly id: string; readonly raisedAt: string };
  /** Held from now on, in their order; a row that is held already is replaced, its deadline stays. */
  readonly held: readonly HeldEvent[];
  /** Held no longer. */
  readonly released: readonly { readonly type: string; readonly row: string }[];
  /** Types and external ids that others need not wait for any more. */
  readonly settled: readonly (readonly [type: string, externalId: string])[];
  /** Source `lookback`: ids that were taken in, and when they were raised. */
  readonly seen: readonly (readonly [event: string, raisedAt: string])[];
  readonly deadLetters: readonly Omit<DeadLetter, "at">[];
  /** Ids of requests that the position has taken up. */
  readonly requests: readonly string[];
}

/** What a feed's runner should know after a batch. */
export interface FeedWord {
  readonly paused: boolean;
  /** Replays are asked for. */
  readonly requests: boolean;
}

/** Keeps a batch that is about to be sent in a transaction. False when the feed has another owner. Errors: ledger-*. */
export async function prepareBatch(ledger: Ledger, { key, epoch }: FeedEpoch, change: FeedChange): Promise<boolean> {
  const prepared = await ledger.write((db) =>
    db
      .updateTable("feeds")
      .set({ prepared: JSON.stringify(change), changed_at: ledger.now() })
      .where("key", "=", key)
      .where("epoch", "=", epoch)
      .returning("key")
      .executeTakeFirst(),
  );
  return prepared !== undefined;
}

/**
 * Commits a batch that was acknowledged, all or nothing; what was prepared is done with. `keepPosition`: a person has set another
 * since. Undefined when the feed has another owner. Errors: ledger-*.
 */
export async function commitBatch(
  ledger: Ledger,
  owner: FeedEpoch,
  change: FeedChange,
  { keepPosition = false }: { readonly keepPosition?: boolean } = {},
): Promise<FeedWord | undefined> {
  return ledger.write(async (db) => {
    const word = await db
      .updateTable("feeds")
      .set((column) => ({
        batch: change.batch,
        ...(keepPosition ? {} : { position: change.position, position_given: 0 }),
        prepared: null,
        sent: column("sent", "+", change.sent),
        changed_at: ledger.now(),
        ...(change.last === undefined
          ? {}
          : { last_type: change.last.type, last_event: change.last.id, last_at: toMilliseconds(change.last.raisedAt) }),
      }))
      .where("key", "=", owner.key)
      .where("epoch", "=", owner.epoch)
      .returning(["paused_at"])
      .executeTakeFirst();
    if (word === undefined) return undefined;
    await changeRows(ledger, db, owner.key, change);
    const request = await db.selectFrom("feed_requests").select("id").where("feed", "=", owner.key).executeTakeFirst();
    return { paused: word.paused_at !== null, requests: request !== undefined };
  });
}

/** Gives up a prepared batch whose transaction was not committed. False when the feed has another owner. Errors: ledger-*. */
export async function dropPrepared(ledger: Ledger, { key, epoch }: FeedEpoch): Promise<boolean> {
  const dropped = await ledger.write((db) =>
    db
      .updateTable("feeds")
      .set({ prepared: null, changed_at: ledger.now() })
      .where("key", "=", key)
      .where("epoch", "=", epoch)
      .returning("key")
      .executeTakeFirst(),
  );
  return dropped !== undefined;
}

async function changeRows(ledger: Ledger, db: Transaction<Tables>, key: string, change: FeedChange): Promise<void> {
  // What is released goes first: a newer version of the same row may be held in the same batch.
  if (change.released.length > 0) {
    const rows = ledger.given(
      change.released.map(({ type, row }) => [type, row]),
      { type: "text", row: "text" },
    );
    await sql`delete from feed_holds where feed = ${key} and (type, "row") in (select type, "row" from ${rows})`.execute(db);
  }
  if (change.held.length > 0) await insertHeld(ledger, db, key, change);
  if (change.settled.length > 0) {
    const rows = ledger.given(change.settled, { type: "text", external_id: "text" });
    await sql`insert into feed_sent (feed, type, external_id, at)
      select ${key}, type, external_id, ${ledger.now()} from ${rows} where true
      on conflict (feed, type, external_id) do update set at = excluded.at`.execute(db);
  }
  if (change.seen.length > 0) {
    const rows = ledger.given(
      change.seen.map(([event, raisedAt]) => [event, toMilliseconds(raisedAt)]),
      { event: "text", at: "time" },
    );
    await sql`insert into feed_seen (feed, event, at) select ${key}, event, at from ${rows} where true
      on conflict (feed, event) do nothing`.execute(db);
  }
  if (change.deadLetters.length > 0) {
    const rows = ledger.given(
      change.deadLetters.map(({ id, type, externalId, code, message }) => [id, type, externalId ?? null, code, message]),
      { id: "text", type: "text", external_id: "text", code: "text", message: "text" },
    );
    await sql`insert into feed_dead_letters (feed, id, type, external_id, code, message, at)
      select ${key}, id, type, external_id, code, message, ${ledger.now()} from ${rows} where true
      on conflict (feed, id) do update set code = excluded.code, message = excluded.message, at = excluded.at`.execute(db);
  }
  if (change.requests.length > 0) {
    await db.deleteFrom("feed_requests").where("feed", "=", key).where("id", "in", change.requests).execute();
  }
}

async function insertHeld(ledger: Ledger, db: Transaction<Tables>, key: string, { held, batch }: FeedChange): Promise<void> {
  const cells = held.map((each, ordinal) => [
    ...[each.type, each.row, each.externalId, each.after, each.id, each.raisedAt, each.value, each.madeOf, each.deadline],
    ordinal,
  ]);
  const rows = ledger.given(cells, {
    ...{ type: "text", row: "text", external_id: "text", after: "text", event: "text", raised_at: "text", value: "text" },
    ...{ made_of: "text", deadline: "time", ordinal: "count" },
  });
  await sql`insert into feed_holds (feed, type, "row", external_id, after, event, raised_at, value, made_of, deadline, batch, ordinal)
    select ${key}, type, "row", external_id, after, event, raised_at, value, made_of, deadline, ${batch}, ordinal from ${rows} where true
    on conflict (feed, type, "row") do update set external_id = excluded.external_id, after = excluded.after,
      event = excluded.event, raised_at = excluded.raised_at, value = excluded.value, made_of = excluded.made_of,
      batch = excluded.batch, ordinal = excluded.ordinal`.execute(db);
}

/** ISO 8601 with microseconds as a time of the ledger, which has milliseconds. */
export function toMilliseconds(time: string): string {
  return new Date(time).toISOString();
}
