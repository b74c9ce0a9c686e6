import {
  type HeldEvent,
  type HeldNow,
  type HeldQuery,
  heldOtherwise,
  heldUntil,
  heldWith,
  holdsAny,
  type Most,
  releasable,
} from "../../ledger/feeds/holds.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { enoughBytes } from "../sources/batch-size.ts";

/** More events that wait with the external ids of one batch are not looked at together. */
const mostOfBatch: Most = { events: 1_000, bytes: enoughBytes };
/** Held events that are released, raised anew or given up at a time: as much as a batch of them can be sent in time. */
const mostAtATime: Most = { events: 500, bytes: enoughBytes };
/** Whether there are any. */
const one: Most = { events: 1, bytes: 0 };

/** The events of a feed that its ledger holds, and when there is a need to ask for them: not with each batch. */
export class HeldEvents {
  readonly #ledger: Ledger;
  readonly #key: string;
  /** Whether the ledger may hold anything. */
  #mayHold = true;
  /** Events may be held that need not wait any more. */
  #mustRelease = true;
  /** On which day what is held was compared with what it would be: grants end with a day. */
  #revisedOn: string | undefined;

  /** `key`: the feed's. */
  constructor(ledger: Ledger, key: string) {
    this.#ledger = ledger;
    this.#key = key;
  }

  /** Asks whether anything is held. Errors: ledger-*. */
  async look(): Promise<void> {
    this.#mayHold = await holdsAny(this.#ledger, this.#key);
  }

  /** A batch has held something. */
  grown(): void {
    this.#mayHold = true;
  }

  /** What a batch concerns, in its order; undefined: too many to look at, so they are released later. Errors: ledger-*. */
  async concernedBy(query: HeldQuery): Promise<readonly HeldEvent[] | undefined> {
    if (!this.#mayHold) return [];
    const held = await heldWith(this.#ledger, this.#key, query, mostOfBatch);
    if (held === undefined) this.#mustRelease = true;
    return held;
  }

  /** What need not wait any more, in its order; empty when there is nothing of it. Errors: ledger-*. */
  async releasable(): Promise<readonly HeldEvent[]> {
    if (!this.#mustRelease) return [];
    const held = await releasable(this.#ledger, this.#key, mostAtATime);
    this.#mustRelease = held.length > 0;
    return held;
  }

  /**
   * What is held otherwise than it would be now, in its order. Empty when there is nothing of it: it is looked at again on the
   * next day (YYYY-MM-DD). Errors: ledger-*.
   */
  async outdated(day: string, heldNow: () => readonly HeldNow[]): Promise<readonly HeldEvent[]> {
    if (this.#revisedOn === day) return [];
    const now = heldNow();
    const held = this.#mayHold ? await heldOtherwise(this.#ledger, this.#key, now, mostAtATime) : [];
    if (held.length === 0) this.#revisedOn = day;
    // What waits for these is released later, in its order.
    else this.#mustRelease = true;
    return held;
  }

  /**
   * What has waited for too long, the longest overdue first. `readAgo`: all that came longer ago than so many seconds is read;
   * undefined: nobody can say, and nothing is overdue. Errors: ledger-*, those of `readAgo`.
   */
  async overdue(readAgo: () => Promise<number | undefined>): Promise<readonly HeldEvent[]> {
    if (!this.#mayHold) return [];
    const now = await this.#ledger.time();
    if ((await heldUntil(this.#ledger, this.#key, now, one)).length === 0) return [];
    const seconds = await readAgo();
    if (seconds === undefined) return [];
    const until = new Date(Date.parse(now) - Math.ceil(seconds * 1000)).toISOString();
    return heldUntil(this.#ledger, this.#key, until, mostAtATime);
  }
}
