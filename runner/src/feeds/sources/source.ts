import type { ResolvedEvent } from "../../load/project-documents.ts";
import type { FeedEvent, PoisonRow } from "../feed-event.ts";
import type { FeedPosition, Pass } from "../position.ts";
import type { RaisedRows } from "./read-rows.ts";

/** What one look at a source gave: events in the order in which they are to be sent, and where the feed then stands. */
export interface FeedBatch {
  readonly events: readonly FeedEvent[];
  readonly poison: readonly PoisonRow[];
  /** After this batch. */
  readonly position: FeedPosition;
  /** The pass that gave it; absent: the changes. Events of a `lookback` pass may have been sent before. */
  readonly pass?: Pass;
}

/** How far a source is ahead of a position. */
export interface SourceLag {
  /** Changes that are not read yet, at most 100,000: more are not counted. Absent where a source can't count them. */
  readonly events?: number;
  /** Since the oldest of them, or since the last look. */
  readonly seconds: number;
  /**
   * All that was changed longer ago than so many seconds is read, by the source's own clock: what was not found until then is not
   * there. Absent where nobody can say.
   */
  readonly readAgo?: number;
  /** Committed changes wait for an older transaction that is still open: since when, UTC, ISO 8601. */
  readonly heldUpSince?: string;
}

/**
 * Where a feed's rows come from. It keeps nothing: all it needs to know is the position. Errors: feed-source-* of ../errors.ts
 * (a person must act), warehouse-* (tried again).
 */
export interface FeedSource extends AsyncDisposable {
  /** Where a feed stands that never ran: its first position, the snapshot's pass in it. */
  begin(signal: AbortSignal): Promise<FeedPosition>;
  /** The next batch after a position; undefined when there is nothing new. Passes and changes take turns. */
  next(position: FeedPosition, signal: AbortSignal): Promise<FeedBatch | undefined>;
  /** Returns when a look is worth it again: on the database's word, or after a while. */
  wait(signal: AbortSignal): Promise<void>;
  /** Errors: as `next`. */
  lag(position: FeedPosition, signal: AbortSignal): Promise<SourceLag>;
  /** FeedEvent.madeOf of what rows of a type raise now. */
  madeOf(event: ResolvedEvent): string;
  /**
   * What rows with these keys raise now; those that are gone, that `when` does not choose, or that a change behind the position
   * will raise, nothing. Absent where rows are not read by their keys. Errors: as `next`; warehouse-query-failed also when the values of one of the rows fail it.
   */
  reread?(
    event: ResolvedEvent,
    keys: readonly (readonly string[])[],
    at: FeedPosition,
    signal: AbortSignal,
  ): Promise<RaisedRows>;
}
