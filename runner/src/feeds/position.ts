/** How far a feed has come: a record of its own, kept with each batch that was acknowledged (DESIGN 8). */
export interface FeedPosition {
  /** Source `changes`: the last change that was read. */
  readonly changes?: ChangePosition;
  /** Source `lookback`: rows whose time lies before were looked at; UTC, ISO 8601 with microseconds. */
  readonly lookedUntil?: string;
  /** Source `lookback`, without a snapshot: rows whose time lies before are history. UTC, ISO 8601 with microseconds. */
  readonly notBefore?: string;
  /** Ways through the rows that are under way, the first first: the snapshot, then replays. A look of `lookback` is one, too. */
  readonly passes: readonly Pass[];
}

/** A place in a change table. Only comparable within one history of one database cluster. */
export interface ChangePosition {
  /** The cluster's system identifier, and its timeline. */
  readonly system: string;
  readonly timeline: number;
  /** xid8 and the change's number within the table, as texts of decimal digits. */
  readonly txid: string;
  readonly id: string;
  /** When this change was made, UTC, ISO 8601 with microseconds: in an older copy of the database it is not there, or another. */
  readonly changedAt?: string;
  /** Changes behind this place whose row was sent already, as `id type`: see sources/changes.ts. */
  readonly ahead?: readonly string[];
}

/**
 * A way through the rows of a stretch of time, type by type (those that come first, first), page by page in the order of time and
 * row: it can go on after any page.
 */
export interface Pass {
  readonly id: string;
  readonly purpose: "snapshot" | "lookback" | "replay";
  /** UTC, ISO 8601 with microseconds; from included, to not. */
  readonly from?: string;
  readonly to: string;
  /** The event types that are still to be gone through. */
  readonly types: readonly string[];
  /** The last row of the first of them that was read: its time, then its key's texts, up to the first that is NULL. */
  readonly after?: readonly string[];
  /** Of a snapshot over a change table: rows that have changed since this place are left to the changes. */
  readonly since?: ChangePosition;
  /** Rows read so far. */
  readonly rows: number;
}
