import type { HeldEvent } from "../../ledger/feeds/holds.ts";
import type { FeedEvent } from "../feed-event.ts";
import type { DeadEvent } from "./dead-event.ts";

/** Something that reached the feed: an event, or what can only become a dead letter. */
export type Arrival =
  | { readonly event: FeedEvent }
  | { readonly dead: DeadEvent }
  /** It has waited for as long as it may. */
  | { readonly expired: HeldEvent }
  /** It waits no more, and is not sent either. */
  | { readonly dropped: HeldEvent; readonly why?: Pick<DeadEvent, "code" | "message"> }
  /** What waits for this need not any more. */
  | { readonly ready: readonly [type: string, externalId: string] };

/** Which event type an arrival is of, and which external id, as far as it could be read. */
export function subjectOf(arrival: Arrival): { readonly type: string; readonly externalId?: string } {
  if ("event" in arrival) return arrival.event;
  if ("dead" in arrival) return arrival.dead;
  if ("expired" in arrival) return arrival.expired;
  if ("dropped" in arrival) return arrival.dropped;
  return { type: arrival.ready[0], externalId: arrival.ready[1] };
}
