import type { FeedEvent } from "../feed-event.ts";
import type { DeadEvent } from "./dead-event.ts";

/** What is sent: an event, or a dead letter. */
export type Outgoing = { readonly event: FeedEvent } | { readonly dead: DeadEvent };

/** The events among what is sent, in their order. */
export function eventsOf(outgoing: readonly Outgoing[]): readonly FeedEvent[] {
  return outgoing.flatMap((each) => ("event" in each ? [each.event] : []));
}

/** The dead letters among it, in their order. */
export function deadLettersOf(outgoing: readonly Outgoing[]): readonly DeadEvent[] {
  return outgoing.flatMap((each) => ("dead" in each ? [each.dead] : []));
}
