import { heartbeat, type Reached } from "../ledger/heartbeat.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Attempt } from "../ledger/records.ts";

/** How long a lease holds, in milliseconds. */
export interface LeaseTimes {
  /** So long a runner is believed to live without a sign of life. */
  readonly leaseMs: number;
  readonly heartbeatMs: number;
}

/** The usual times. */
export const defaultLease: LeaseTimes = { leaseMs: 10_000, heartbeatMs: 3_000 };

/** Keeps an attempt's lease until it is disposed; says when it is lost. */
export class Lease implements Disposable {
  readonly #lost = new AbortController();
  readonly #ledger: Ledger;
  readonly #attempt: Attempt;
  readonly #times: LeaseTimes;
  readonly #timer: NodeJS.Timeout;
  /** How far the attempt is: what the next heartbeat tells. */
  reached: Reached | undefined;
  #heardAt = performance.now();
  #beating = false;

  constructor(ledger: Ledger, attempt: Attempt, times: LeaseTimes) {
    this.#ledger = ledger;
    this.#attempt = attempt;
    this.#times = times;
    this.#timer = setInterval(() => void this.#beat(), times.heartbeatMs);
    this.#timer.unref();
  }

  /** Aborted when the attempt belongs to nobody or somebody else. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #beat(): Promise<void> {
    if (this.#beating) return this.#giveUpWhenOver();
    this.#beating = true;
    const sentAt = performance.now();
    try {
      if (await heartbeat(this.#ledger, this.#attempt, this.#times.leaseMs, this.reached)) this.#heardAt = sentAt;
      else this.#lost.abort();
    } catch {
      this.#giveUpWhenOver();
    } finally {
      this.#beating = false;
    }
  }

  /** A ledger that does not answer may be back before the lease ends; after that another runner may have taken over. */
  #giveUpWhenOver(): void {
    if (performance.now() - this.#heardAt > this.#times.leaseMs) this.#lost.abort();
  }
}
