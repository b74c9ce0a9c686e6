import type { HeldEvent } from "../../ledger/feeds/holds.ts";
import type { FeedEvent } from "../feed-event.ts";
import type { OrderRules } from "./order-rules.ts";

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

/** What becomes a dead letter, and why. */
export interface DeadEvent {
  readonly id: string;
  readonly type: string;
  /** Absent where it could not be read: nobody can wait for it, either. */
  readonly externalId?: string;
  readonly code: string;
  /** Without a value. */
  readonly message: string;
}

/** What is sent, in this order. */
export type Outgoing = { readonly event: FeedEvent } | { readonly dead: DeadEvent };

export interface OrderInput {
  readonly arrivals: readonly Arrival[];
  readonly rules: OrderRules;
  /** `settlement` of what was sent before, as far as the arrivals wait for it. */
  readonly settled: ReadonlySet<string>;
  /**
   * What is held with an external id or a row of the arrivals, in its order; undefined: too many to look at, so nothing is released and
   * every follower is held, to be released later in order. What has expired is given up all the same.
   */
  readonly held: readonly HeldEvent[] | undefined;
  /** When something that comes to be held now becomes a dead letter: UTC, ISO 8601. */
  deadlineOf(type: string): string;
  /** Why an event can't be sent; undefined: it can. */
  refusal(event: FeedEvent): { readonly code: string; readonly message: string } | undefined;
}

/** What a batch comes to. */
export interface Ordered {
  readonly outgoing: readonly Outgoing[];
  readonly held: readonly HeldEvent[];
  readonly released: readonly { readonly type: string; readonly row: string }[];
  readonly settled: readonly (readonly [type: string, externalId: string])[];
}

/**
 * Puts a batch in order: whatever has a predecessor comes after it, or waits; what waited is released in the order in which it
 * came. Pure. An event of an external id never overtakes one of the same type that came before it.
 */
export function orderBatch(input: OrderInput): Ordered {
  return new Ordering(input).done();
}

/** One name for an event type and an external id: what followers wait for. */
export function settlement(type: string, externalId: string): string {
  return `${type}\n${externalId}`;
}

class Ordering {
  readonly #input: OrderInput;
  readonly #outgoing: Outgoing[] = [];
  readonly #settled: (readonly [string, string])[] = [];
  readonly #known: Set<string>;
  /** By what they wait for. */
  readonly #waiting = new Map<string, HeldEvent[]>();
  /** The same by row: one version of each waits, whatever it waits for. */
  readonly #waitingRows = new Map<string, HeldEvent>();
  readonly #released = new Map<string, { readonly type: string; readonly row: string }>();
  /** Held in this batch, by row. */
  readonly #held = new Map<string, HeldEvent>();

  constructor(input: OrderInput) {
    this.#input = input;
    this.#known = new Set(input.settled);
    for (const held of input.held ?? []) this.#wait(held);
  }

  done(): Ordered {
    for (const arrival of this.#input.arrivals) {
      if ("event" in arrival) this.#take(arrival.event);
      else if ("dead" in arrival) this.#bury(arrival.dead);
      else if ("expired" in arrival) this.#expire(arrival.expired);
      else if ("dropped" in arrival) this.#drop(arrival.dropped, arrival.why);
      else this.#release(settlement(...arrival.ready));
    }
    return {
      outgoing: this.#outgoing,
      held: [...this.#held.values()],
      released: [...this.#released.values()],
      settled: this.#settled,
    };
  }

  #take(event: FeedEvent): void {
    const after = this.#input.rules.after.get(event.type);
    const place = after === undefined ? undefined : settlement(after, event.externalId);
    if (after !== undefined && place !== undefined) {
      const isReady = this.#known.has(place) && this.#input.held !== undefined;
      if (!isReady) {
        this.#hold(event, after);
        return;
      }
      this.#release(place);
    }
    this.#outdate(event);
    this.#send(event);
  }

  /** An older version of the row that waits for something else would come after this one. */
  #outdate({ type, row }: FeedEvent): void {
    const older = this.#waitingRows.get(rowName(type, JSON.stringify(row)));
    if (older === undefined) return;
    this.#waitNoMore(older);
    this.#letGo(older);
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
    const place = settlement(held.after, held.externalId);
    // It was released, or replaced by a newer version, in this very batch.
    if (this.#input.held !== undefined && this.#waitingRows.get(rowName(held.type, held.row))?.id !== held.id) return;
    if (this.#known.has(place)) {
      this.#release(place);
      return;
    }
    this.#drop(held, { code: "feed-predecessor-missing", message: `No ${held.after} came before it within its hold.` });
  }

  #drop(held: HeldEvent, why: Pick<DeadEvent, "code" | "message"> | undefined): void {
    this.#waitNoMore(held);
    this.#letGo(held);
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
    const waiting = this.#waiting.get(place) ?? [];
    this.#waiting.delete(place);
    for (const held of waiting) {
      this.#waitingRows.delete(rowName(held.type, held.row));
      this.#letGo(held);
      this.#send(eventOf(held));
    }
  }

  #letGo({ type, row }: HeldEvent): void {
    const name = rowName(type, row);
    // Even when it was held in this batch alone: an older version of the row may be in the ledger.
    this.#held.delete(name);
    this.#released.set(name, { type, row });
  }

  #hold(event: FeedEvent, after: string): void {
    const row = JSON.stringify(event.row);
    const name = rowName(event.type, row);
    const older = this.#waitingRows.get(name);
    const held: HeldEvent = {
      ...{ type: event.type, row, externalId: event.externalId, after, id: event.id, raisedAt: event.raisedAt },
      value: Buffer.from(event.value.buffer, event.value.byteOffset, event.value.byteLength).toString("utf8"),
      madeOf: event.madeOf,
      deadline: older?.deadline ?? this.#held.get(name)?.deadline ?? this.#input.deadlineOf(event.type),
    };
    if (older !== undefined) this.#waitNoMore(older);
    this.#wait(held);
    // The last place in the order, be it the same row.
    this.#held.delete(name);
    this.#held.set(name, held);
  }

  #wait(held: HeldEvent): void {
    const place = settlement(held.after, held.externalId);
    const waiting = this.#waiting.get(place);
    if (waiting === undefined) this.#waiting.set(place, [held]);
    else waiting.push(held);
    this.#waitingRows.set(rowName(held.type, held.row), held);
  }

  #waitNoMore({ type, row, after, externalId, id }: HeldEvent): void {
    const place = settlement(after, externalId);
    const waiting = this.#waiting.get(place);
    if (waiting !== undefined) {
      this.#waiting.set(
        place,
        waiting.filter((each) => each.type !== type || each.row !== row || each.id !== id),
      );
    }
    this.#waitingRows.delete(rowName(type, row));
  }
}

function rowName(type: string, row: string): string {
  return `${type}\n${row}`;
}

/** A held event as it was raised. */
export function eventOf({ row, value, type, externalId, id, raisedAt, madeOf }: HeldEvent): FeedEvent {
  const key = JSON.parse(row) as readonly string[];
  return { type, externalId, row: key, id, raisedAt, value: Buffer.from(value, "utf8"), madeOf };
}
