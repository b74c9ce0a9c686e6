import type { Generated } from "kysely";

/** The tables of feeds; `feed` is a state key, see FeedState. */
export interface FeedTables {
  readonly feeds: FeedRow;
  readonly feed_holds: FeedHoldRow;
  readonly feed_sent: FeedSentRow;
  readonly feed_seen: FeedSeenRow;
  readonly feed_dead_letters: FeedDeadLetterRow;
  readonly feed_requests: FeedRequestRow;
}

/** How a feed stands: what was acknowledged, and what is known of it since. */
export interface FeedRow {
  readonly key: string;
  /** The document's name, as of the last runner that had it. */
  readonly name: string;
  /** Grows with each owner and each word of a person: what an earlier owner still writes changes nothing. */
  readonly epoch: Generated<number>;
  /** JSON; null before the first batch. */
  readonly position: string | null;
  /** A person has set the position, and no batch has followed yet. */
  readonly position_given: Generated<number | boolean>;
  /** Of the last batch that was acknowledged. */
  readonly batch: Generated<number>;
  /** Of the topic when it was first written to; null before. */
  readonly partitions: number | null;
  /** Where these were counted, as the sink names it. */
  readonly partitions_of: string | null;
  /** Transactional: JSON of a batch whose transaction may have been committed. */
  readonly prepared: string | null;
  readonly definition_hash: string | null;
  readonly paused_at: string | null;
  readonly paused_by: string | null;
  readonly pause_reason: string | null;
  /** It can't go on until a person acts; the error says why. */
  readonly stopped_at: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly error_at: string | null;
  /** The first failure of those that follow each other up to the last one; means nothing without it. */
  readonly failing_since: string | null;
  readonly sent: Generated<number>;
  readonly last_type: string | null;
  readonly last_event: string | null;
  readonly last_at: string | null;
  readonly lag_events: number | null;
  readonly lag_seconds: number | null;
  readonly lag_at: string | null;
  readonly held_up_since: string | null;
  /** Events a second. */
  readonly rate: number | null;
  readonly changed_at: string;
}

/** An event that waits for the one before it, whole. */
interface FeedHoldRow {
  readonly feed: string;
  readonly type: string;
  /** JSON of the row's key: a newer version of a row takes the place of an older one. */
  readonly row: string;
  readonly external_id: string;
  /** The type that it waits for. */
  readonly after: string;
  readonly event: string;
  readonly raised_at: string;
  /** The event's JSON. */
  readonly value: string;
  /** FeedEvent.madeOf. */
  readonly made_of: string;
  /** When it becomes a dead letter. */
  readonly deadline: string;
  /** Together the order in which they came. */
  readonly batch: number;
  readonly ordinal: number;
}

/** An event that others come after was sent, or is a dead letter: they need not wait any more. */
interface FeedSentRow {
  readonly feed: string;
  readonly type: string;
  readonly external_id: string;
  readonly at: string;
}

/** Source `lookback`: an event that was taken in already. */
interface FeedSeenRow {
  readonly feed: string;
  readonly event: string;
  /** When it was raised: looks that begin later can't find it. */
  readonly at: string;
}

interface FeedDeadLetterRow {
  readonly feed: string;
  /** The event's id; of a row that became no event one that is made the same way. */
  readonly id: string;
  readonly type: string;
  readonly external_id: string | null;
  readonly code: string;
  /** Without a value. */
  readonly message: string;
  readonly at: string;
}

/** A replay that somebody asked for, until the feed takes it up. */
interface FeedRequestRow {
  readonly id: string;
  readonly feed: string;
  readonly from_time: string;
  readonly to_time: string;
  /** JSON. */
  readonly types: string;
  readonly username: string;
  readonly reason: string | null;
  readonly at: string;
}
