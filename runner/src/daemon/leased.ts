import type { Logger } from "pino";
import type { Runner } from "../execute/run-context.ts";
import { releaseLease, takeLease } from "../ledger/leases.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { aborted } from "./aborted.ts";
import type { Part } from "./part.ts";

/** Something that is done again and again by the one runner that holds the lease. */
export interface Duty {
  readonly name: string;
  readonly everyMs: number;
  /** One round; not begun again before it has ended. `signal` aborts when the lease is lost or the daemon stops. */
  work(signal: AbortSignal): Promise<void>;
  /** When what rounds have left running has ended, too. */
  settled?(): Promise<void>;
}

export interface LeasedTimes {
  /** After so long without a sign of its holder, another runner goes on. */
  readonly leaseMs: number;
  /** How often it is renewed, tried for, and looked what is to be done. */
  readonly tickMs: number;
}

/** Within 15 s of a runner's death its work goes on elsewhere (DESIGN 5). */
export const upkeepTimes: LeasedTimes = { leaseMs: 8_000, tickMs: 2_000 };

/** Duties that one runner does for all: it holds a lease, and they stop when it is lost. */
export class Leased implements Part {
  readonly name: string;
  readonly #ledger: Ledger;
  readonly #holder: string;
  readonly #log: Logger;
  readonly #times: LeasedTimes;
  readonly #duties: readonly Duty[];
  readonly #dueAt = new Map<Duty, number>();
  readonly #running = new Map<Duty, Promise<void>>();
  #held: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> | undefined;
  /** Ends the lease here on time, even while the ledger keeps us waiting for its answer. */
  #ending: NodeJS.Timeout | undefined;
  #heldUntil = 0;

  constructor(
    name: string,
    duties: readonly Duty[],
    { ledger, runner, log }: { readonly ledger: Ledger; readonly runner: Runner; readonly log: Logger },
    times = upkeepTimes,
  ) {
    this.name = name;
    this.#duties = duties;
    this.#ledger = ledger;
    this.#holder = runner.id;
    this.#log = log.child({ part: name });
    this.#times = times;
  }

  /** Whether this runner is the one. */
  get isHolder(): boolean {
    return this.#held !== undefined && performance.now() < this.#heldUntil;
  }

  async start(): Promise<void> {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#tick(), this.#times.tickMs);
    this.#tick();
  }

  async stop(deadline: AbortSignal): Promise<void> {
    clearInterval(this.#timer);
    await this.#ticking;
    const held = this.#held;
    if (held === undefined) return;
    this.#lose("stopping");
    await Promise.race([this.#settled(), aborted(deadline)]);
    await releaseLease(this.#ledger, this.name, this.#holder).catch(() => {});
  }

  async #settled(): Promise<void> {
    await Promise.allSettled(this.#running.values());
    await Promise.allSettled(this.#duties.map((duty) => duty.settled?.()));
  }

  #tick(): void {
    this.#ticking ??= this.#renew().finally(() => {
      this.#ticking = undefined;
    });
  }

  async #renew(): Promise<void> {
    const askedAt = performance.now();
    try {
      const lease = await takeLease(this.#ledger, this.name, this.#holder, this.#times.leaseMs);
      if (lease === undefined) return this.#lose("another runner has the lease");
    } catch (error) {
      this.#log.warn({ err: error }, "the lease could not be renewed");
      return;
    }
    // By the ledger's clock it began later than we asked: ours ends first.
    this.#heldUntil = askedAt + this.#times.leaseMs;
    const leftMs = this.#heldUntil - performance.now();
    clearTimeout(this.#ending);
    if (leftMs <= 0) return this.#lose("the lease has run out");
    this.#ending = setTimeout(() => this.#lose("the lease has run out"), leftMs);
    if (this.#held === undefined) this.#log.info("this runner does it from now on");
    this.#held ??= new AbortController();
    for (const duty of this.#duties) this.#begin(duty, this.#held.signal);
  }

  #begin(duty: Duty, signal: AbortSignal): void {
    if (this.#running.has(duty) || performance.now() < (this.#dueAt.get(duty) ?? 0)) return;
    this.#dueAt.set(duty, performance.now() + duty.everyMs);
    const round = duty
      .work(signal)
      .catch((error: unknown) => {
        if (!signal.aborted) this.#log.warn({ err: error, duty: duty.name }, "a round of upkeep failed; the next one goes on");
      })
      .finally(() => this.#running.delete(duty));
    this.#running.set(duty, round);
  }

  #lose(why: string): void {
    clearTimeout(this.#ending);
    if (this.#held === undefined) return;
    this.#log.info({ why }, "this runner does it no longer");
    this.#held.abort();
    this.#held = undefined;
  }
}
