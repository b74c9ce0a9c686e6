import { type Kysely, sql } from "kysely";
import type { Ledger } from "../ledger.ts";
import type { Tables } from "../tables.ts";
import type { FeedRow } from "./feed-tables.ts";

/** A feed as the ledger knows it, and how much of it there is. */
export interface FeedState extends FeedStanding {
  /** Events that wait for the one before them. */
  readonly held: number;
  readonly deadLetters: number;
}

/** A feed as the ledger knows it, without a count: cheap, however much is held. */
export interface FeedStanding {
  /** Of a feed to its topic: its `id`, else its name. Others (a file) have keys of their own. */
  readonly key: string;
  readonly name: string;
  readonly epoch: number;
  /** Who has it now. */
  readonly runner?: string;
  /** JSON; absent before the first batch. */
  readonly position?: string;
  /** A person has set it, and no batch has followed yet. */
  readonly positionGiven: boolean;
  /** Of the last batch that was acknowledged; 0 before the first. */
  readonly batch: number;
  /** Of the topic, and which that was: absent where an older version has counted. */
  readonly partitions?: number;
  readonly partitionsOf?: string;
  /** Transactional: JSON of a FeedChange whose transaction may have been committed. */
  readonly prepared?: string;
  readonly definitionHash?: string;
  readonly paused?: { readonly at: string; readonly by: string; readonly reason?: string };
  /** It can't go on until a person acts. */
  readonly stoppedAt?: string;
  readonly lastError?: { readonly code: string; readonly message: string; readonly at: string };
  /** When it first failed, of the failures up to the last one. */
  readonly failingSince?: string;
  /** Events, since it was first run; replays and repeats included. */
  readonly sent: number;
  readonly lastEvent?: { readonly type: string; readonly id: string; readonly at: string };
  readonly lag?: { readonly events?: number; readonly seconds: number; readonly heldUpSince?: string; readonly at: string };
  /** Events a second. */
  readonly rate?: number;
  readonly changedAt: string;
}

/** The lease of who has a feed. */
export function feedLease(key: string): string {
  return `feed:${key}`;
}

/** A feed; undefined before anybody ran, paused or changed it. Errors: ledger-*. */
export async function readFeed(ledger: Ledger, key: string): Promise<FeedState | undefined> {
  return (await listFeeds(ledger, [key])).get(key);
}

/** The feeds of these keys by key, those alone that the ledger knows; all of them without keys. Errors: ledger-*. */
export async function listFeeds(ledger: Ledger, keys?: readonly string[]): Promise<ReadonlyMap<string, FeedState>> {
  if (keys?.length === 0) return new Map();
  return ledger.read(async (db) => {
    const rows = await feedRows(ledger, db)
      .select(({ selectFrom }) => [
        selectFrom("feed_holds").select(count).whereRef("feed", "=", "feeds.key").as("held"),
        selectFrom("feed_dead_letters").select(count).whereRef("feed", "=", "feeds.key").as("dead"),
      ])
      .where((column) => column.and(keys === undefined ? [] : [column("key", "in", keys)]))
      .orderBy("key")
      .execute();
    const states = rows.map((row) => ({ ...standingOf(row), held: Number(row.held), deadLetters: Number(row.dead) }));
    return new Map(states.map((state) => [state.key, state]));
  });
}

/** How the feeds of these keys stand, by key; those alone that the ledger knows. Errors: ledger-*. */
export async function readStandings(ledger: Ledger, keys: readonly string[]): Promise<ReadonlyMap<string, FeedStanding>> {
  if (keys.length === 0) return new Map();
  const rows = await ledger.read((db) => feedRows(ledger, db).where("key", "in", keys).execute());
  return new Map(rows.map((row) => [row.key, standingOf(row)]));
}

/** How a feed stands; undefined before anybody ran, paused or changed it. Errors: ledger-*. */
export async function readStanding(ledger: Ledger, key: string): Promise<FeedStanding | undefined> {
  return ledger.read((db) => selectStanding(ledger, db, key));
}

/** The same within a change. */
export async function selectStanding(ledger: Ledger, db: Kysely<Tables>, key: string): Promise<FeedStanding | undefined> {
  const row = await feedRows(ledger, db).where("key", "=", key).executeTakeFirst();
  return row === undefined ? undefined : standingOf(row);
}

function feedRows(ledger: Ledger, db: Kysely<Tables>) {
  return db
    .selectFrom("feeds")
    .selectAll()
    .select(({ selectFrom }) =>
      selectFrom("leases")
        .select("holder")
        .where("leases.name", "=", sql<string>`'feed:' || feeds.key`)
        .where("until", ">=", ledger.now())
        .as("holder"),
    );
}

const count = sql<number>`count(*)`.as("count");

type Row = {
  readonly [Column in keyof FeedRow]: FeedRow[Column] extends { readonly __select__: infer T } ? T : FeedRow[Column];
} & {
  readonly holder: string | null;
};

function standingOf(row: Row): FeedStanding {
  return {
    key: row.key,
    name: row.name,
    epoch: row.epoch,
    ...(row.holder === null ? {} : { runner: row.holder }),
    ...(row.position === null ? {} : { position: row.position }),
    positionGiven: Boolean(row.position_given),
    batch: row.batch,
    ...(row.partitions === null ? {} : { partitions: row.partitions }),
    ...(row.partitions_of === null ? {} : { partitionsOf: row.partitions_of }),
    ...(row.prepared === null ? {} : { prepared: row.prepared }),
    ...(row.definition_hash === null ? {} : { definitionHash: row.definition_hash }),
    ...pausedOf(row),
    ...(row.stopped_at === null ? {} : { stoppedAt: row.stopped_at }),
    ...errorOf(row),
    sent: row.sent,
    ...lastOf(row),
    ...lagOf(row),
    ...(row.rate === null ? {} : { rate: row.rate }),
    changedAt: row.changed_at,
  };
}

function pausedOf({ paused_at: at, paused_by: by, pause_reason: reason }: Row): Pick<FeedStanding, "paused"> {
  if (at === null) return {};
  return { paused: { at, by: by ?? "", ...(reason === null ? {} : { reason }) } };
}

function errorOf(row: Row): Pick<FeedStanding, "lastError" | "failingSince"> {
  const { error_code: code, error_message: message, error_at: at, failing_since: since } = row;
  if (code === null || at === null) return {};
  return { lastError: { code, message: message ?? "", at }, failingSince: since ?? at };
}

function lastOf({ last_type: type, last_event: id, last_at: at }: Row): Pick<FeedStanding, "lastEvent"> {
  return type === null || id === null || at === null ? {} : { lastEvent: { type, id, at } };
}

function lagOf({ lag_events: events, lag_seconds: seconds, lag_at: at, held_up_since: since }: Row): Pick<FeedStanding, "lag"> {
  if (seconds === null || at === null) return {};
  return {
    lag: { ...(events === null ? {} : { events }), seconds, ...(since === null ? {} : { heldUpSince: since }), at },
  };
}
