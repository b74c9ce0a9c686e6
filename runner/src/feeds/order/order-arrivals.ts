import { type HeldEvent, type HeldQuery, settledOf } from "../../ledger/feeds/holds.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { type Arrival, subjectOf } from "./arrival.ts";
import type { HeldEvents } from "./held-events.ts";
import { type Ordered, type OrderInput, orderBatch } from "./order-batch.ts";
import { type OrderRules, settlement } from "./order-rules.ts";

/** What arrivals are put in order with. */
export interface OrderContext extends Pick<OrderInput, "rules" | "refusal"> {
  readonly ledger: Ledger;
  /** The feed's, in the ledger. */
  readonly key: string;
  readonly heldEvents: HeldEvents;
  /** UTC, ISO 8601. */
  readonly now: string;
}

/** Puts arrivals in order with what the ledger says of them; `held` as in a Delivery. Errors: ledger-*. */
export async function orderArrivals(
  { arrivals, held: given }: { readonly arrivals: readonly Arrival[]; readonly held?: readonly HeldEvent[] },
  { ledger, key, heldEvents, rules, refusal, now }: OrderContext,
): Promise<Ordered> {
  const { awaited, query } = questionsOf(arrivals, rules);
  const settled = await settledOf(ledger, key, awaited);
  return orderBatch({
    arrivals,
    rules,
    settled: new Set(settled.map((each) => settlement(...each))),
    held: given ?? (await heldEvents.concernedBy(query)),
    deadlineOf: (type) => new Date(Date.parse(now) + (rules.holdMs.get(type) ?? 0)).toISOString(),
    refusal,
  });
}

/** What has to be asked of the ledger: what the arrivals wait for, and which held events they may release or replace. */
function questionsOf(
  arrivals: readonly Arrival[],
  { after, leads }: OrderRules,
): { readonly awaited: readonly (readonly [type: string, externalId: string])[]; readonly query: HeldQuery } {
  const awaited = new Map<string, readonly [string, string]>();
  const externalIds = new Set<string>();
  const rows: (readonly [string, string])[] = [];
  for (const arrival of arrivals) {
    const { type, externalId } = subjectOf(arrival);
    if (externalId === undefined) continue;
    // What it waits for was said when it was held, whatever the document says since.
    const first = "expired" in arrival ? arrival.expired.after : after.get(type);
    if (first !== undefined) awaited.set(settlement(first, externalId), [first, externalId]);
    if (first !== undefined || leads.has(type)) externalIds.add(externalId);
    if (first !== undefined && "event" in arrival) rows.push([type, JSON.stringify(arrival.event.row)]);
  }
  return { awaited: [...awaited.values()], query: { externalIds: [...externalIds], rows } };
}
