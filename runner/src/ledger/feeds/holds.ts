import { type SelectQueryBuilder, sql } from "kysely";
import type { Ledger } from "../ledger.ts";
import type { Tables } from "../tables.ts";

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

/** So much is read at once: the bytes are those of the events' JSON. */
export interface Most {
  readonly events: number;
  readonly bytes: number;
}

/** Some of the events that are held, in the order in which they came; undefined: they are more. Errors: ledger-*. */
export async function heldWith(
  ledger: Ledger,
  key: string,
  { externalIds, rows: ofRows = [] }: HeldQuery,
  most: Most,
): Promise<readonly HeldEvent[] | undefined> {
  if (externalIds.length === 0 && ofRows.length === 0) return [];
  const ids = ledger.given(
    externalIds.map((id) => [id]),
    { external_id: "text" },
  );
  const given = ledger.given(ofRows, { type: "text", row: "text" });
  return await ledger.read(async (db) => {
    const held = inOrder(
      db
        .selectFrom("feed_holds")
        .where("feed", "=", key)
        .where(sql<boolean>`(type, "row") in (
        select type, "row" from feed_holds where feed = ${key} and external_id in (select external_id from ${ids})
        union select type, "row" from ${given})`),
    );
    const sizes = await sizesOf(held, most.events + 1);
    const isMore = sizes.length > most.events || sizes.reduce((sum, size) => sum + size, 0) > most.bytes;
    return isMore ? undefined : await eventsOf(held, sizes.length);
  });
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

/** Events that are held otherwise than they would be now, in their order: what fits, one at least. Errors: ledger-*. */
export async function heldOtherwise(
  ledger: Ledger,
  key: string,
  now: readonly HeldNow[],
  most: Most,
): Promise<readonly HeldEvent[]> {
  return await ledger.read((db) =>
    firstOf(
      db
        .selectFrom("feed_holds")
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
        ),
      most,
    ),
  );
}

/** Events whose deadline is not later than a moment, the longest overdue first: what fits, one at least. Errors: ledger-*. */
export async function heldUntil(ledger: Ledger, key: string, moment: string, most: Most): Promise<readonly HeldEvent[]> {
  return await ledger.read((db) =>
    firstOf(db.selectFrom("feed_holds").where("feed", "=", key).where("deadline", "<=", moment).orderBy("deadline"), most),
  );
}

/** Events that are held although they need not wait any more, in their order: what fits, one at least. Errors: ledger-*. */
export async function releasable(ledger: Ledger, key: string, most: Most): Promise<readonly HeldEvent[]> {
  return await ledger.read((db) =>
    firstOf(
      db
        .selectFrom("feed_holds")
        .where("feed", "=", key)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom("feed_sent")
              .select("feed_sent.type")
              .whereRef("feed_sent.feed", "=", "feed_holds.feed")
              .whereRef("feed_sent.type", "=", "feed_holds.after")
              .whereRef("feed_sent.external_id", "=", "feed_holds.external_id"),
          ),
        ),
      most,
    ),
  );
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

type Held = SelectQueryBuilder<Tables, "feed_holds", object>;

function inOrder(held: Held): Held {
  return held.orderBy("batch").orderBy("ordinal");
}

/** The first ones in the order given, then in that in which they came, as far as they fit: the first one whatever its size. */
async function firstOf(held: Held, { events, bytes }: Most): Promise<readonly HeldEvent[]> {
  const sizes = await sizesOf(inOrder(held), events);
  let sum = 0;
  const tooMuch = sizes.findIndex((size, at) => {
    sum += size;
    return at > 0 && sum > bytes;
  });
  return await eventsOf(inOrder(held), tooMuch === -1 ? sizes.length : tooMuch);
}

/** In bytes. Asked for first: so many whole events could be hundreds of megabytes. */
async function sizesOf(held: Held, most: number): Promise<readonly number[]> {
  const rows = await held.select(sql<number>`octet_length(value)`.as("bytes")).limit(most).execute();
  return rows.map(({ bytes }) => Number(bytes));
}

async function eventsOf(held: Held, count: number): Promise<readonly HeldEvent[]> {
  if (count === 0) return [];
  const rows = await held.select(columns).limit(count).execute();
  return rows.map(heldOf);
}

function heldOf({ external_id, event, raised_at, made_of, ...row }: Row): HeldEvent {
  return { ...row, externalId: external_id, id: event, raisedAt: raised_at, madeOf: made_of };
}
