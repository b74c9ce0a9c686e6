import type { FeedChange } from "../ledger/feeds/commit-batch.ts";
import type { Delivery } from "./delivery.ts";
import type { Ordered } from "./order/order-batch.ts";
import { deadLettersOf, eventsOf } from "./order/outgoing.ts";
import { positionText } from "./read-position.ts";

/** What a delivery changes in the ledger once it is acknowledged; `batch`: its number. */
export function feedChange(
  batch: number,
  { position, seen = [], requests = [] }: Delivery,
  { outgoing, held, released, settled }: Ordered,
): FeedChange {
  const events = eventsOf(outgoing);
  const last = events.at(-1);
  // One row of a statement can't take the place of another of the same statement.
  const deadLetters = new Map(deadLettersOf(outgoing).map((each) => [each.id, each]));
  return {
    batch,
    position: positionText(position),
    sent: events.length,
    ...(last === undefined ? {} : { last: { type: last.type, id: last.id, raisedAt: last.raisedAt } }),
    ...{ held, released, settled, seen, requests },
    deadLetters: [...deadLetters.values()],
  };
}
