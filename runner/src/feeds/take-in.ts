import { seenOf } from "../ledger/feeds/forget.ts";
import type { Delivery } from "./delivery.ts";
import type { RunningFeed } from "./feed-parts.ts";
import type { Arrival } from "./order/arrival.ts";
import { poisonLetter } from "./order/dead-event.ts";
import { rememberedFrom } from "./sources/remembered.ts";
import type { FeedBatch } from "./sources/source.ts";

/**
 * What a source gave, to be delivered. Source `lookback`: but for what was taken in before (a replay is to repeat it), and with
 * what a later look would find again. Errors: ledger-*.
 */
export async function takeIn({ feed, ledger, owner }: RunningFeed, batch: FeedBatch): Promise<Delivery> {
  const { position, pass } = batch;
  const arrivals: Arrival[] = [
    ...batch.events.map((event): Arrival => ({ event })),
    ...batch.poison.map((row): Arrival => ({ dead: poisonLetter(feed, row) })),
  ];
  if (pass === undefined) return { arrivals, position };
  const { purpose } = pass;
  if ("changes" in feed.source) return { arrivals, position, purpose };
  const known = purpose === "replay" ? new Set<string>() : await seenOf(ledger, owner.key, arrivals.map(idOf));
  const fresh = arrivals.filter((arrival) => !known.has(idOf(arrival)));
  const from = rememberedFrom(position, feed.source.lookbackMs) ?? "";
  const seen = fresh
    .map((arrival) => [idOf(arrival), "event" in arrival ? arrival.event.raisedAt : pass.to] as const)
    .filter(([, at]) => purpose === "lookback" || at >= from);
  return { arrivals: fresh, position, purpose, seen };
}

function idOf(arrival: Arrival): string {
  const subject = "event" in arrival ? arrival.event : "dead" in arrival ? arrival.dead : undefined;
  return subject?.id ?? "";
}
