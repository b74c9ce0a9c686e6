import { sql } from "kysely";
import type { Ledger } from "../ledger.ts";
import { type FeedName, insertFeed } from "./control-feed.ts";
import { type FeedStanding, feedLease, selectStanding } from "./feed-state.ts";

/** Whose a feed is: what carries an old epoch changes nothing. */
export interface FeedEpoch {
  readonly key: string;
  readonly epoch: number;
}

/**
 * Takes a feed for the holder of its lease (`feedLease`): from now on no earlier owner can write. Undefined when the lease is
 * not, or no longer, the holder's. Errors: ledger-*.
 */
export async function takeFeed(
  ledger: Ledger,
  feed: FeedName & { readonly definitionHash: string },
  holder: string,
): Promise<FeedStanding | undefined> {
  return ledger.writeUnique(async (db) => {
    await insertFeed(ledger, db, feed);
    const taken = await db
      .updateTable("feeds")
      .set((column) => ({
        epoch: column("epoch", "+", 1),
        name: feed.name,
        definition_hash: feed.definitionHash,
        changed_at: ledger.now(),
      }))
      .where("key", "=", feed.key)
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom("leases")
            .select("name")
            .where("name", "=", feedLease(feed.key))
            .where("holder", "=", holder)
            .where("until", ">=", ledger.now()),
        ),
      )
      .returning("key")
      .executeTakeFirst();
    if (taken === undefined) return undefined;
    return selectStanding(ledger, db, feed.key);
  });
}

/** What the owner says of its feed beside its batches; what is left out stays. */
export interface FeedNote {
  readonly lag?: { readonly events?: number; readonly seconds: number; readonly heldUpSince?: string };
  readonly rate?: number;
  /** Of a topic, by the name that its sink has for it. */
  readonly partitions?: { readonly count: number; readonly of: string };
  /** Of the topic, which knows of more batches than the ledger. */
  readonly batch?: number;
  /** JSON. */
  readonly position?: string;
  /** The last failure; null when it is over. */
  readonly error?: { readonly code: string; readonly message: string } | null;
  /** The error needs a person: nobody goes on with the feed before it is resumed. */
  readonly stop?: true;
}

/** Notes how a feed stands. False when it has another owner, or none. Errors: ledger-*. */
export async function noteFeed(ledger: Ledger, { key, epoch }: FeedEpoch, note: FeedNote): Promise<boolean> {
  const { lag, rate, partitions, batch, position, error, stop } = note;
  const noted = await ledger.write((db) =>
    db
      .updateTable("feeds")
      .set({
        changed_at: ledger.now(),
        ...(lag === undefined
          ? {}
          : {
              lag_events: lag.events ?? null,
              lag_seconds: lag.seconds,
              held_up_since: lag.heldUpSince ?? null,
              lag_at: ledger.now(),
            }),
        ...(rate === undefined ? {} : { rate }),
        ...(partitions === undefined ? {} : { partitions: partitions.count, partitions_of: partitions.of }),
        ...(batch === undefined ? {} : { batch }),
        ...(position === undefined ? {} : { position }),
        ...(error === undefined
          ? {}
          : {
              error_code: error?.code ?? null,
              error_message: error?.message ?? null,
              error_at: error === null ? null : ledger.now(),
              failing_since: error === null ? null : sinceFirst(ledger),
            }),
        ...(stop === undefined ? {} : { stopped_at: ledger.now() }),
      })
      .where("key", "=", key)
      .where("epoch", "=", epoch)
      .returning("key")
      .executeTakeFirst(),
  );
  return noted !== undefined;
}

/** An older version that says that a failure is over leaves the column as it was: the error is what counts. */
function sinceFirst(ledger: Ledger) {
  return sql<string>`case when error_at is null then ${ledger.now()} else coalesce(failing_since, error_at) end`;
}
