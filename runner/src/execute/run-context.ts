import type { Destination } from "../destination/destination.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Output } from "../ledger/records.ts";
import type { Approved } from "../ledger/tables.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import type { Faults } from "./faults.ts";
import type { LeaseTimes } from "./lease.ts";
import type { Retries } from "./retries.ts";
import type { RunListener } from "./run-event.ts";

/** Where the documents come from. */
export interface Provenance {
  /** The commit of the working tree, when it is one. */
  readonly commit?: string;
  /** Whether the tree differs from that commit. */
  readonly dirty?: boolean;
  /** A branch that is followed. Absent: a working tree. */
  readonly source?: "git";
  /** Whether the definition stands on the protected branch; `unknown` where nobody has named one, and on a checkout. */
  readonly approval: Approved;
}

/** The world around a run, handed in. */
export interface RunContext {
  readonly ledger: Ledger;
  readonly warehouse: Warehouse;
  readonly destination: Destination;
  readonly runner: Runner;
  readonly provenance: Provenance;
  /**
   * Ends the run, in the warehouse too; after the decision it is not heard any more. The reason says what becomes of what is
   * owed: `handOver` leaves it to another runner, `runTimeout` fails the try, anything else gives a request up.
   */
  readonly signal: AbortSignal;
  readonly onEvent?: RunListener;
  /** Default: a lease of 10 s, a heartbeat each 3 s. */
  readonly lease?: LeaseTimes;
  readonly faults?: Faults;
}

/** Who runs. */
export interface Runner {
  /** For people: host and process. */
  readonly id: string;
  readonly version: string;
}

/** How something that is owed is run. */
export interface RunOptions {
  /** `overlap: parallel` lets attempts at several windows of the extract run at a time. Default: false. */
  readonly parallel?: boolean;
  /** How many attempts may run at the plan's warehouse, of all runners. Default: nobody counts. */
  readonly mostAtWarehouse?: number;
  /** A failed run is tried again by itself. Default: it is not. */
  readonly retries?: Retries;
}

/** Who wants it. */
export interface RunRequest extends Pick<RunOptions, "parallel"> {
  readonly requester: string;
  readonly reason?: string;
  /** JSON of a request that narrows its extract, where the plan is of one: whoever takes the run up makes the same plan. */
  readonly narrowing?: string;
}

/** What came of it. `run` is the attempt's id; absent when there was none. */
export type RunResult =
  | { readonly state: "published"; readonly run: string; readonly output: Output }
  | { readonly state: "skipped"; readonly run: string }
  | { readonly state: "cancelled"; readonly run?: string; readonly handedOver?: true }
  /** `retryInMs`: it is owed again, and tried after so long. */
  | { readonly state: "failed"; readonly run?: string; readonly error: Error; readonly retryInMs?: number };
