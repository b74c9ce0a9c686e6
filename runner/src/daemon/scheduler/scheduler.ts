import type { Logger } from "pino";
import { nextDue } from "../../ledger/extracts.ts";
import { type HeldLease, releaseLease, takeLease } from "../../ledger/leases.ts";
import { aborted } from "../aborted.ts";
import { mayRun } from "../min-runner.ts";
import type { DaemonContext, Part } from "../part.ts";
import { advanceDue } from "./advance-due.ts";
import { Troubles } from "./troubles.ts";

/** Whose holder is the scheduler of all runners. */
export const leaseName = "scheduler";
/** A clock that is set by more than this is told of. */
const jumpMs = 60_000;

export type SchedulerContext = Pick<DaemonContext, "ledger" | "runner" | "lease" | "log" | "documents">;

/**
 * Makes windows owed when they are due, by the ledger's clock. One runner of all does it, the holder of the lease `scheduler`;
 * that two might for a moment harms nothing, since each frontier moves by compare-and-swap. It sleeps until the next window is
 * due, and looks at the lease and the clock now and then.
 */
export class Scheduler implements Part {
  readonly name = "scheduler";
  readonly #context: SchedulerContext;
  readonly #log: Logger;
  readonly #troubles: Troubles;
  readonly #onLease: (isHolder: boolean) => void;
  #running: Promise<void> | undefined;
  #stopping = false;
  /** Something may have come due since the last look began. */
  #asked = false;
  #wake: (() => void) | undefined;
  #held: HeldLease | undefined;
  #leaseEndsAt = 0;
  #clocks: { readonly ledger: number; readonly own: number } | undefined;

  /** `onLease` hears when this runner becomes the scheduler, be it again without having known that it was not; and when it ends. */
  constructor(context: SchedulerContext, onLease: (isHolder: boolean) => void = () => {}) {
    this.#context = context;
    this.#onLease = onLease;
    this.#log = context.log.child({ part: this.name });
    this.#troubles = new Troubles(this.#log);
  }

  /** Whether this runner is the one that makes windows and writes what was applied. */
  get isHolder(): boolean {
    return this.epoch !== undefined;
  }

  /** The epoch of its lease; undefined while it holds none. */
  get epoch(): number | undefined {
    return performance.now() < this.#leaseEndsAt ? this.#held?.epoch : undefined;
  }

  async start(): Promise<void> {
    this.#running ??= this.#run();
  }

  /** Documents were applied, or a schedule was resumed: looks at once. */
  look(): void {
    this.#asked = true;
    this.#wake?.();
  }

  async stop(deadline: AbortSignal): Promise<void> {
    this.#stopping = true;
    this.look();
    await Promise.race([this.#running, aborted(deadline)]);
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#asked = false;
      await this.#sleep(await this.#round());
    }
    const { ledger, runner } = this.#context;
    await releaseLease(ledger, leaseName, runner.id).catch(() => {});
  }

  /** Does what is due, and says how long there is nothing to do. */
  async #round(): Promise<number> {
    const { ledger, lease, documents } = this.#context;
    try {
      while (await this.#mayGoOn()) {
        const { now, due } = await nextDue(ledger);
        this.#troubles.over("");
        this.#watchClock(now);
        const waitMs = due === undefined ? lease.heartbeatMs : Date.parse(due) - Date.parse(now);
        if (waitMs > 0) return Math.min(waitMs, lease.heartbeatMs);
        const pass = { ledger, log: this.#log, troubles: this.#troubles, documents, mayGoOn: () => this.#mayGoOn() };
        // Of those that did not move another try now would not move more.
        if ((await advanceDue(pass, now)) === 0) break;
      }
    } catch (error) {
      this.#troubles.of("", error);
    }
    return lease.heartbeatMs;
  }

  /** Whether this runner is the scheduler and not about to stop; renews its lease in time. */
  async #mayGoOn(): Promise<boolean> {
    if (this.#stopping) return false;
    const { ledger, runner, lease, documents } = this.#context;
    if (!mayRun(documents().project, runner.version)) return this.#stepBack();
    const askedAt = performance.now();
    if (askedAt < this.#leaseEndsAt - lease.leaseMs / 2) return true;
    const held = await takeLease(ledger, leaseName, runner.id, lease.leaseMs);
    const before = this.#held;
    this.#held = held;
    this.#leaseEndsAt = held === undefined ? 0 : askedAt + lease.leaseMs;
    if (held?.epoch !== before?.epoch) {
      this.#log.info(held === undefined ? "another runner makes windows" : "this runner makes windows from now on");
      this.#onLease(held !== undefined);
    }
    return held !== undefined;
  }

  /** Older than `minRunner`: lets go of the lease, so that a newer runner has it. */
  async #stepBack(): Promise<false> {
    if (this.#held === undefined) return false;
    this.#held = undefined;
    this.#leaseEndsAt = 0;
    this.#onLease(false);
    await releaseLease(this.#context.ledger, leaseName, this.#context.runner.id);
    return false;
  }

  /** Nothing is done about a clock that is set: what is due follows it. But a person should know. */
  #watchClock(now: string): void {
    const clocks = { ledger: Date.parse(now), own: performance.now() };
    const before = this.#clocks;
    this.#clocks = clocks;
    if (before === undefined) return;
    const byMs = Math.round(clocks.ledger - before.ledger - (clocks.own - before.own));
    if (Math.abs(byMs) > jumpMs) this.#log.warn({ byMs }, "the ledger's clock was set, or this machine was asleep");
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#asked) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#wake = resolve;
    await promise;
    this.#wake = undefined;
    clearTimeout(timer);
  }
}
