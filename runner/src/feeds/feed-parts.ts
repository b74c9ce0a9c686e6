import type { Ledger } from "../ledger/ledger.ts";
import type { ResolvedFeed } from "../load/project-documents.ts";
import type { FeedFaults } from "./faults.ts";
import type { FeedOwner } from "./feed-owner.ts";
import type { FeedListener } from "./feed-progress.ts";
import type { EventSink } from "./sinks/sink.ts";
import type { FeedSource } from "./sources/source.ts";

/** The world around a feed, handed in. */
export interface FeedParts {
  readonly ledger: Ledger;
  /** That the feed is this runner's; what ends that ends the run. */
  readonly owner: FeedOwner;
  /** Opens its source, anew after each failure. */
  openSource(signal: AbortSignal): Promise<FeedSource>;
  readonly sink: EventSink;
  /** Each batch and its position in one transaction of the sink. */
  readonly transactional: boolean;
  readonly onEvent?: FeedListener;
  readonly faults?: FeedFaults;
}

export interface FeedOptions {
  /** Ends when nothing is unread, instead of waiting for more. */
  readonly once?: boolean;
  /** Ends the run after the batch that is under way. */
  readonly signal: AbortSignal;
}

/** What came of a run of a feed. */
export type FeedResult =
  /** With `once`: nothing was unread. */
  | { readonly state: "done" }
  | { readonly state: "cancelled" }
  | { readonly state: "paused"; readonly by: string; readonly reason?: string }
  /** A person has to act, then resume it. */
  | { readonly state: "stopped"; readonly error: { readonly code: string; readonly message: string } }
  /** It is another runner's. */
  | { readonly state: "lost" };

/** A feed with what it runs on. */
export interface RunningFeed extends FeedParts {
  readonly feed: ResolvedFeed;
}
