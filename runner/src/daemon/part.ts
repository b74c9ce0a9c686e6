import type { Logger } from "pino";
import type { Estate } from "../commands/estate.ts";
import type { Faults } from "../execute/faults.ts";
import type { LeaseTimes } from "../execute/lease.ts";
import type { RunEvents } from "./run-events.ts";

/** A part of the daemon that works until it is stopped: the scheduler, the workers, upkeep, the API, what follows the documents. */
export interface Part {
  readonly name: string;
  /** Begins; returns when it is at work. What takes long is given up when `signal` aborts: `stop` is called then, too. */
  start(signal?: AbortSignal): Promise<void>;
  /** Takes on nothing new and finishes what it can until `deadline` aborts; then lets go. Safe to call twice. */
  stop(deadline: AbortSignal): Promise<void>;
}

/** What every part is handed. */
export interface DaemonContext extends Estate {
  readonly log: Logger;
  readonly events: RunEvents;
  readonly lease: LeaseTimes;
  /** While it is held, no warehouse and no destination that is asked for from now on is closed, be its connection changed. */
  hold?(): Disposable;
  readonly faults?: Faults;
}
