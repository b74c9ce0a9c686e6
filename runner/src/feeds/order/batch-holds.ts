import type { HeldEvent } from "../../ledger/feeds/holds.ts";
import { settlement } from "./order-rules.ts";

/** One name for a row that raises events of a type: at most one version of it waits. */
type RowName = string;

/** What a batch changes of what is held. */
export interface HoldChanges {
  /** From now on, in this order. */
  readonly held: readonly HeldEvent[];
  /** No longer; a newer version of the same row may be among the held. */
  readonly released: readonly { readonly type: string; readonly row: string }[];
}

/** What is held while a batch is put in order: what the ledger holds at first, then what becomes of it. */
export class BatchHolds {
  /** By the settlement that they wait for, in the order in which they came. */
  readonly #waiting = new Map<string, HeldEvent[]>();
  /** The same by row: one version of each waits, whatever it waits for. */
  readonly #byRow = new Map<RowName, HeldEvent>();
  /** Held in this batch. */
  readonly #held = new Map<RowName, HeldEvent>();
  readonly #released = new Map<RowName, { readonly type: string; readonly row: string }>();

  /** `before`: what the ledger holds, in its order. */
  constructor(before: readonly HeldEvent[]) {
    for (const held of before) this.#wait(held);
  }

  /** The version of a row that waits; `row`: JSON of its key. */
  ofRow(type: string, row: string): HeldEvent | undefined {
    return this.#byRow.get(rowName(type, row));
  }

  /** Holds an event, instead of an older version of its row. */
  hold(held: HeldEvent): void {
    const older = this.ofRow(held.type, held.row);
    if (older !== undefined) this.#waitNoMore(older);
    this.#wait(held);
    const name = rowName(held.type, held.row);
    // The last place in the order, be it the same row.
    this.#held.delete(name);
    this.#held.set(name, held);
  }

  /** Holds it no longer. */
  letGo(held: HeldEvent): void {
    this.#waitNoMore(held);
    const name = rowName(held.type, held.row);
    // Even when it was held in this batch alone: an older version of the row may be in the ledger.
    this.#held.delete(name);
    this.#released.set(name, { type: held.type, row: held.row });
  }

  /** Takes what waits for a settlement, in its order; each of them is to be let go. */
  take(place: string): readonly HeldEvent[] {
    const waiting = this.#waiting.get(place) ?? [];
    this.#waiting.delete(place);
    return waiting;
  }

  get changes(): HoldChanges {
    return { held: [...this.#held.values()], released: [...this.#released.values()] };
  }

  #wait(held: HeldEvent): void {
    const place = settlement(held.after, held.externalId);
    const waiting = this.#waiting.get(place);
    if (waiting === undefined) this.#waiting.set(place, [held]);
    else waiting.push(held);
    this.#byRow.set(rowName(held.type, held.row), held);
  }

  #waitNoMore({ type, row, after, externalId, id }: HeldEvent): void {
    const place = settlement(after, externalId);
    const others = this.#waiting.get(place)?.filter((each) => each.type !== type || each.row !== row || each.id !== id);
    if (others !== undefined) this.#waiting.set(place, others);
    this.#byRow.delete(rowName(type, row));
  }
}

function rowName(type: string, row: string): RowName {
  return `${type}\n${row}`;
}
