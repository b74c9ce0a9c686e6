import type { RecordedError } from "../../ledger/records.ts";
import type { Approved } from "../../ledger/tables.ts";
import type { ListQuery } from "./page.ts";

/** Which feeds. */
export interface FeedQuery extends ListQuery {
  readonly product?: string;
  readonly state?: FeedRunState;
}

/**
 * `running`: a runner has it. `waiting`: no runner has it now. `stopped`: it can't go on until a person acts, see `lastError`.
 * `disabled`: its document says so.
 */
export type FeedRunState = "running" | "waiting" | "paused" | "stopped" | "disabled";

/** A feed and how it stands. */
export interface FeedView {
  readonly name: string;
  readonly description?: string;
  readonly owner: string;
  readonly shared: boolean;
  readonly product: { readonly id: string; readonly name: string };
  readonly file: string;
  /** "changes of datafeed.changes", "looks back 10m every 30s". */
  readonly source: string;
  readonly broker: string;
  readonly topic: string;
  readonly deadLetterTopic: string;
  readonly delivery: "at-least-once" | "transactional";
  readonly events: readonly {
    readonly type: string;
    readonly template: string;
    readonly raise: readonly ("insert" | "update")[];
    readonly after?: string;
  }[];
  readonly definitionHash: string;
  readonly commit?: string;
  readonly approval?: Approved;
  /** Its newest text was refused; what is in force is the last good one. */
  readonly refused?: RecordedError;
  readonly state: FeedRunState;
  readonly runner?: string;
  readonly pausedBy?: string;
  readonly pauseReason?: string;
  /** How far it is behind, as of `at`. */
  readonly lag?: { readonly events?: number; readonly seconds: number; readonly heldUpSince?: string; readonly at: string };
  /** Events a second, over about a minute. */
  readonly rate?: number;
  /** Since the feed was first run, replays and repeats included. */
  readonly sent: number;
  readonly lastEvent?: { readonly type: string; readonly id: string; readonly at: string };
  readonly lastError?: RecordedError & { readonly at: string };
  /** In the answer to a resume alone: what had stopped it, where events until now may be missing that a replay sends. */
  readonly mayMiss?: RecordedError & { readonly at: string };
  /** Events that wait for the one before them. */
  readonly held: number;
  readonly deadLetters: number;
  /** JSON of where it stands; absent before its first batch. */
  readonly position?: string;
  /** Snapshot and replays under way. */
  readonly passes: readonly {
    readonly purpose: "snapshot" | "lookback" | "replay";
    readonly from?: string;
    readonly to: string;
    readonly rows: number;
  }[];
}

/** The events that are sent once more. */
export interface ReplayRequest {
  readonly feed: string;
  /** UTC, ISO 8601, or with an offset; of the templates' time fields; from included, to not. */
  readonly from: string;
  readonly to: string;
  /** Default: all of the feed. */
  readonly types?: readonly string[];
  readonly reason?: string;
}

/** Where a paused feed goes on from, and why. */
export interface PositionRequest {
  /**
   * `end`: what is there now is passed over. `start`: as if it had never run, snapshot included. `keep`: where it stands is right,
   * in the source's new history too. Else a position, as a view shows it.
   */
  readonly to: string;
  readonly reason: string;
}

/** An event that could not be sent, and why; without its payload. */
export interface DeadLetterView {
  readonly id: string;
  readonly type: string;
  readonly externalId?: string;
  readonly code: string;
  readonly message: string;
  readonly at: string;
}
