import { sql } from "kysely";
import type { Ledger } from "../ledger.ts";
import { toMilliseconds } from "./commit-batch.ts";

/** Rows in one statement: others write meanwhile. */
const mostRows = 2_000;

/** Forgets some conversations that began before so many milliseconds; answers with how many. Errors: ledger-*. */
export async function forgetSent(ledger: Ledger, key: string, olderThanMs: number): Promise<number> {
  const old = await ledger.read((db) =>
    db
      .selectFrom("feed_sent")
      .select(["type", "external_id"])
      .where("feed", "=", key)
      .where("at", "<", ledger.now(-olderThanMs))
      .orderBy("at")
      .limit(mostRows)
      .execute(),
  );
  if (old.length === 0) return 0;
  const given = ledger.given(
    old.map(({ type, external_id }) => [type, external_id]),
    { type: "text", external_id: "text" },
  );
  await ledger.write((db) =>
    sql`delete from feed_sent where feed = ${key} and (type, external_id) in (select type, external_id from ${given})`.execute(
      db,
    ),
  );
  return old.length;
}

/** Forgets some ids of events that were raised before a moment; answers with how many. Errors: ledger-*. */
export async function forgetSeen(ledger: Ledger, key: string, before: string): Promise<number> {
  const old = await ledger.read((db) =>
    db
      .selectFrom("feed_seen")
      .select("event")
      .where("feed", "=", key)
      .where("at", "<", toMilliseconds(before))
      .orderBy("at")
      .limit(mostRows)
      .execute(),
  );
  if (old.length === 0) return 0;
  const given = ledger.given(
    old.map(({ event }) => [event]),
    { event: "text" },
  );
  await ledger.write((db) =>
    sql`delete from feed_seen where feed = ${key} and event in (select event from ${given})`.execute(db),
  );
  return old.length;
}

/** Forgets some dead letters that are older than so many milliseconds; answers with how many. Errors: ledger-*. */
export async function forgetDeadLetters(ledger: Ledger, key: string, olderThanMs: number): Promise<number> {
  const old = await ledger.read((db) =>
    db
      .selectFrom("feed_dead_letters")
      .select("id")
      .where("feed", "=", key)
      .where("at", "<", ledger.now(-olderThanMs))
      .orderBy("at")
      .limit(mostRows)
      .execute(),
  );
  if (old.length === 0) return 0;
  const given = ledger.given(
    old.map(({ id }) => [id]),
    { id: "text" },
  );
  await ledger.write((db) =>
    sql`delete from feed_dead_letters where feed = ${key} and id in (select id from ${given})`.execute(db),
  );
  return old.length;
}

/** Which of these ids were taken in already. Errors: ledger-*. */
export async function seenOf(ledger: Ledger, key: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const given = ledger.given(
    ids.map((id) => [id]),
    { event: "text" },
  );
  const { rows } = await ledger.read((db) =>
    // Not a join: SQLite would go through all that the feed remembers, once for each of these.
    sql<{ event: string }>`select event from feed_seen
      where feed = ${key} and event in (select event from ${given})`.execute(db),
  );
  return new Set(rows.map(({ event }) => event));
}
