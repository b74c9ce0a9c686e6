import type { Delivery } from "./delivery.ts";
import type { FeedProgress } from "./feed-progress.ts";
import type { Ordered } from "./order/order-batch.ts";
import { deadLettersOf, eventsOf } from "./order/outgoing.ts";
import type { SinkRecord } from "./sinks/sink.ts";

type BatchProgress = Extract<FeedProgress, { what: "batch" }>;

/** What whoever watches is told of a batch that was delivered. */
export function batchProgress(
  { purpose }: Delivery,
  { outgoing, held, released }: Ordered,
  records: readonly SinkRecord[],
  { tookMs, rate }: Pick<BatchProgress, "tookMs" | "rate">,
): BatchProgress {
  const sent = new Map<string, number>();
  for (const { type } of eventsOf(outgoing)) sent.set(type, (sent.get(type) ?? 0) + 1);
  return {
    what: "batch",
    sent,
    deadLetters: deadLettersOf(outgoing).length,
    held: held.length,
    released: released.length,
    bytes: records.reduce((sum, { value }) => sum + value.length, 0),
    tookMs: Math.round(tookMs),
    rate,
    ...(purpose === undefined ? {} : { purpose }),
  };
}
