import { sql } from "kysely";
import type { Ledger } from "../ledger.ts";

/** An event that waits for the one before it, whole. */
export interface HeldEvent {
  readonly type: string;
  /** JSON of the row's key. */
  readonly row: string;
  readonly externalId: string;
  /** The type that it waits for. */
  readonly after: string;
  readonly id: string;
  /** UTC, ISO 8601 with microseconds. */
  readonly raisedAt: string;
  /** The event's JSON. */
  readonly value: string;
  /** FeedEvent.madeOf. */
  readonly madeOf: string;
  /** When it becomes a dead letter: UTC, ISO 8601. */
  readonly deadline: string;
}

interface Row {
  readonly type: string;
  readonly row: string;
  readonly external_id: string;
  readonly after: string;
  readonly event: string;
  readonly raised_at: string;
  readonly value: string;
  readonly made_of: string;
  readonly deadline: string;
}

const columns = ["type", "row", "external_id", "after", "event", "raised_at", "value", "made_of", "deadline"] as const;

/** Which of the events that are held: those with one of these external ids, and those of these rows. */
export interface HeldQuery {
  readonly externalIds: readonly string[];
  /** Each a type, and JSON of the row's key. */
  readonly rows?: readonly (readonly [type: string, row: string])[];
}

/** Some of the events that are held, in the order in which they came; so many at most. Errors: ledger-*. */
export async function heldWith(
  ledger: Ledger,
  key: string,
  { externalIds, rows: ofRows = [] }: HeldQuery,
  most: number,
): Promise<readonly HeldEvent[]> {
  if (externalIds.length === 0 && ofRows.length === 0) return [];
  const ids = ledger.given(
    externalIds.map((id) => [id]),
    { external_id: "text" },
  );
  const given = ledger.given(ofRows, { type: "text", row: "text" });
  const { rows } = await ledger.read((db) =>
    sql<Row>`select ${sql.join(columns.map((name) => sql.ref(name)))} from feed_holds
      where feed = ${key} and (type, "row") in (
        select type, "row" from feed_holds where feed = ${key} and external_id in (select external_id from ${ids})
        union select type, "row" from ${given})
      order by batch, ordinal limit ${most}`.execute(db),
  );
  return rows.map(heldOf);
}

/** Whether anything is held. Errors: ledger-*. */
export async function holdsAny(ledger: Ledger, key: string): Promise<boolean> {
  const some = await ledger.read((db) =>
    db.selectFrom("feed_holds").select("type").where("feed", "=", key).limit(1).executeTakeFirst(),
  );
  return some !== undefined;
}

/** What a held event should be like by now. */
export interface HeldNow {
  readonly type: string;
  /** Absent: it need not wait. */
  readonly after?: string;
  readonly madeOf: string;
}

/** Events that are held otherwise than they would be now, in their order; so many at most. Errors: ledger-*. */
export async function heldOtherwise(
  ledger: Ledger,
  key: string,
  now: readonly HeldNow[],
  most: number,
): Promise<readonly HeldEvent[]> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("feed_holds")
      .select(columns)
      .where("feed", "=", key)
      .where((column) =>
        column.not(
          column.or(
            now.flatMap(({ type, after, madeOf }) =>
              after === undefined
                ? []
                : [column.and([column("type", "=", type), column("after", "=", after), column("made_of", "=", madeOf)])],
            ),
          ),
        ),
      )
      .orderBy("batch")
      .orderBy("ordinal")
      .limit(most)
      .execute(),
  );
  return rows.map(heldOf);
}

/** Events whose deadline is not later than a moment, the longest overdue first; so many at most. Errors: ledger-*. */
export async function heldUntil(ledger: Ledger, key: string, moment: string, most: number): Promise<readonly HeldEvent[]> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("feed_holds")
      .select(columns)
      .where("feed", "=", key)
      .where("deadline", "<=", moment)
      .orderBy("deadline")
      .orderBy("batch")
      .orderBy("ordinal")
      .limit(most)
      .execute(),
  );
  return rows.map(heldOf);
}

/** Events that are held although they need not wait any more, in their order; so many at most. Errors: ledger-*. */
export async function releasable(ledger: Ledger, key: string, most: number): Promise<readonly HeldEvent[]> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("feed_holds")
      .select(columns)
      .where("feed", "=", key)
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom("feed_sent")
            .select("feed_sent.type")
            .whereRef("feed_sent.feed", "=", "feed_holds.feed")
            .whereRef("feed_sent.type", "=", "feed_holds.after")
            .whereRef("feed_sent.external_id", "=", "feed_holds.external_id"),
        ),
      )
      .orderBy("batch")
      .orderBy("ordinal")
      .limit(most)
      .execute(),
  );
  return rows.map(heldOf);
}

/** Which of these were sent, or need not be waited for: each as type and external id. Errors: ledger-*. */
export async function settledOf(
  ledger: Ledger,
  key: string,
  wanted: readonly (readonly [type: string, externalId: string])[],
): Promise<readonly (readonly [type: string, externalId: string])[]> {
  if (wanted.length === 0) return [];
  const given = ledger.given(wanted, { type: "text", external_id: "text" });
  const { rows } = await ledger.read((db) =>
    // Not a join: SQLite would go through all that the feed has ever sent, once for each of these.
    sql<{ type: string; external_id: string }>`select type, external_id from feed_sent
      where feed = ${key} and (type, external_id) in (select type, external_id from ${given})`.execute(db),
  );
  return rows.map(({ type, external_id }) => [type, external_id]);
}

function heldOf({ external_id, event, raised_at, made_of, ...row }: Row): HeldEvent {
  return { ...row, externalId: external_id, id: event, raisedAt: raised_at, madeOf: made_of };
}
