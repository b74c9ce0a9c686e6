import type { HeldEvent } from "../../ledger/feeds/holds.ts";
import type { FeedEvent } from "../feed-event.ts";
import type { Arrival } from "./arrival.ts";
import { BatchHolds, type HoldChanges } from "./batch-holds.ts";
import type { DeadEvent } from "./dead-event.ts";
import { eventOf, heldOf } from "./held-event.ts";
import { type OrderRules, settlement } from "./order-rules.ts";
import type { Outgoing } from "./outgoing.ts";

export interface OrderInput {
  readonly arrivals: readonly Arrival[];
  readonly rules: OrderRules;
  /** `settlement` of what was sent before, as far as the arrivals wait for it. */
  readonly settled: ReadonlySet<string>;
  /**
   * What is held with an external id or a row of the arrivals, in its order; undefined: too many to look at, so nothing is
   * released and every follower is held, to be released later in order. What has expired is given up all the same.
   */
  readonly held: readonly HeldEvent[] | undefined;
  /** When something that comes to be held now becomes a dead letter: UTC, ISO 8601. */
  deadlineOf(type: string): string;
  /** Why an event can't be sent; undefined: it can. */
  refusal(event: FeedEvent): Pick<DeadEvent, "code" | "message"> | undefined;
}

/** What a batch comes to. */
export interface Ordered extends HoldChanges {
  /** In this order. */
  readonly outgoing: readonly Outgoing[];
  /** What others need not wait for any more. */
  readonly settled: readonly (readonly [type: string, externalId: string])[];
}

/**
 * Puts a batch in order: whatever has a predecessor comes after it, or waits; what waited is released in the order in which it
 * came. Pure. An event of an external id never overtakes one of the same type that came before it.
 */
export function orderBatch(input: OrderInput): Ordered {
  const ordering = new Ordering(input);
  for (const arrival of input.arrivals) ordering.take(arrival);
  return ordering.done;
}

class Ordering {
  readonly #input: OrderInput;
  readonly #holds: BatchHolds;
  /** What was settled before, and in this batch. */
  readonly #known: Set<string>;
  readonly #settled: (readonly [string, string])[] = [];
  readonly #outgoing: Outgoing[] = [];

  constructor(input: OrderInput) {
    this.#input = input;
    this.#holds = new BatchHolds(input.held ?? []);
    this.#known = new Set(input.settled);
  }

  get done(): Ordered {
    return { outgoing: this.#outgoing, settled: this.#settled, ...this.#holds.changes };
  }

  take(arrival: Arrival): void {
    if ("event" in arrival) this.#sendOrHold(arrival.event);
    else if ("dead" in arrival) this.#bury(arrival.dead);
    else if ("expired" in arrival) this.#expire(arrival.expired);
    else if ("dropped" in arrival) this.#drop(arrival.dropped, arrival.why);
    else this.#release(settlement(...arrival.ready));
  }

  #sendOrHold(event: FeedEvent): void {
    const row = JSON.stringify(event.row);
    const after = this.#input.rules.after.get(event.type);
    if (after !== undefined) {
      const place = settlement(after, event.externalId);
      if (!this.#known.has(place) || this.#input.held === undefined) {
        const deadline = this.#holds.ofRow(event.type, row)?.deadline ?? this.#input.deadlineOf(event.type);
        this.#holds.hold(heldOf(event, { after, deadline }));
        return;
      }
      this.#release(place);
    }
    // An older version of the row that waits for something else would come after this one.
    const older = this.#holds.ofRow(event.type, row);
    if (older !== undefined) this.#holds.letGo(older);
    this.#send(event);
  }

  #send(event: FeedEvent): void {
    const refusal = this.#input.refusal(event);
    if (refusal !== undefined) {
      this.#bury({ ...refusal, id: event.id, type: event.type, externalId: event.externalId });
      return;
    }
    this.#outgoing.push({ event });
    this.#settle(event.type, event.externalId);
  }

  /** Who waits for a dead letter would wait for ever. */
  #bury(dead: DeadEvent): void {
    this.#outgoing.push({ dead });
    if (dead.externalId !== undefined) this.#settle(dead.type, dead.externalId);
  }

  #expire(held: HeldEvent): void {
    // It was released, or replaced by a newer version, in this very batch.
    if (this.#input.held !== undefined && this.#holds.ofRow(held.type, held.row)?.id !== held.id) return;
    const place = settlement(held.after, held.externalId);
    if (this.#known.has(place)) {
      this.#release(place);
      return;
    }
    this.#drop(held, { code: "feed-predecessor-missing", message: `No ${held.after} came before it within its hold.` });
  }

  #drop(held: HeldEvent, why: Pick<DeadEvent, "code" | "message"> | undefined): void {
    this.#holds.letGo(held);
    if (why !== undefined) this.#bury({ id: held.id, type: held.type, externalId: held.externalId, ...why });
  }

  #settle(type: string, externalId: string): void {
    if (!this.#input.rules.leads.has(type)) return;
    const place = settlement(type, externalId);
    if (!this.#known.has(place)) this.#settled.push([type, externalId]);
    this.#known.add(place);
    this.#release(place);
  }

  #release(place: string): void {
    for (const held of this.#holds.take(place)) {
      this.#holds.letGo(held);
      this.#send(eventOf(held));
    }
  }
}
