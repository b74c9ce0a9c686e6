import type { FeedChange } from "../ledger/feeds/commit-batch.ts";
import type { HeldEvent } from "../ledger/feeds/holds.ts";
import type { Arrival } from "./order/arrival.ts";
import type { FeedPosition, Pass } from "./position.ts";

/** What is to be delivered, and what else is true after it. */
export interface Delivery {
  readonly arrivals: readonly Arrival[];
  /** After it. */
  readonly position: FeedPosition;
  /** Held events that the arrivals stand for; default: those with their external ids. */
  readonly held?: readonly HeldEvent[];
  /** Of the pass that the arrivals are from. */
  readonly purpose?: Pass["purpose"];
  /** Ids that were taken in. */
  readonly seen?: FeedChange["seen"];
  /** Ids of requests that the position has taken up. */
  readonly requests?: readonly string[];
}
