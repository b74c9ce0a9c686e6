import { setTimeout } from "node:timers/promises";
import { planOfOwed } from "../../commands/local/plan-owed.ts";
import { readProvenance } from "../../connect/provenance.ts";
import type { DaemonContext } from "../../daemon/part.ts";
import { Pool, placesAt } from "../../daemon/worker/pool.ts";
import type { Prepared } from "../../daemon/worker/prepare.ts";
import { runToItsEnd } from "../../daemon/worker/run-to-its-end.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { recordedError } from "../../execute/recorded-error.ts";
import type { Provenance } from "../../execute/run-context.ts";
import { type Claimed, claimObligation } from "../../execute/run-obligation.ts";
import { closeObligation } from "../../ledger/defer.ts";
import { findObligation } from "../../ledger/find.ts";
import type { Obligation } from "../../ledger/records.ts";
import { cancelObligation } from "../../ledger/request-obligation.ts";
import type { Connections, ResolvedExtract } from "../../load/project-documents.ts";
import type { KeptProject } from "./kept-project.ts";

/** What must wait for others, of this process or not, is looked at so often. */
const lookEveryMs = 1_000;

export interface RunsContext extends DaemonContext {
  readonly project: KeptProject;
  hold(): Disposable;
}

/** Everything that a run needs; of one moment, for the documents may change. */
interface Ready extends Prepared {
  readonly extract: ResolvedExtract;
}

/**
 * Carries out what was dispatched here, and nothing else of what is owed: several at a time within the caps of the warehouses.
 * What fails is not tried again by itself, for whoever asked sees it fail.
 */
export class DispatchedRuns {
  readonly #context: RunsContext;
  readonly #pool: Pool;
  /** Ids of what is owed, in the order in which it was asked for. */
  readonly #waiting = new Set<string>();
  readonly #attempts = new Map<string, AbortController>();
  /** Extracts of which a run is under way here, beside which no other may run. */
  readonly #alone = new Set<string>();
  #looking: Promise<void> | undefined;
  #woken = false;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(context: RunsContext) {
    this.#context = context;
    this.#pool = new Pool(() => knownConnections(context));
  }

  /** Runs what is owed under this id as soon as there is room. */
  take(id: string): void {
    this.#waiting.add(id);
    this.#wake();
  }

  /** Ends an attempt that runs here, its query included. Whoever calls it has cancelled it in the ledger. */
  interrupt(attempt: string): void {
    this.#attempts.get(attempt)?.abort(new DatafeedError("run-cancelled", `Run ${attempt} was cancelled`));
  }

  /** When everything is over that was taken, or is taken meanwhile. */
  async settled(): Promise<void> {
    while (this.#waiting.size > 0 || this.#pool.size > 0) {
      await this.#looking;
      await this.#pool.settled();
      if (this.#waiting.size > 0) await setTimeout(lookEveryMs / 10);
    }
  }

  /** Ends what runs and takes back what waits, and begins nothing any more. */
  async cancelAll(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    for (const id of this.#attempts.keys()) this.interrupt(id);
    await this.#looking;
    const { ledger, log } = this.#context;
    for (const id of this.#waiting) {
      try {
        const owed = await findObligation(ledger, id);
        // What a schedule owes is not forgiven by that.
        if (owed.purpose === "request") await cancelObligation(ledger, id);
      } catch (err) {
        log.warn({ err, obligation: id }, "what has not begun could not be taken back");
      }
    }
    this.#waiting.clear();
  }

  #wake(): void {
    if (this.#isStopped) return;
    this.#woken = true;
    clearTimeout(this.#timer);
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      if (this.#woken) this.#wake();
      else if (this.#waiting.size > 0 && !this.#isStopped) this.#timer = globalThis.setTimeout(() => this.#wake(), lookEveryMs);
    });
  }

  async #look(): Promise<void> {
    this.#woken = false;
    for (const id of this.#waiting) {
      if (!this.#pool.hasRoom || this.#isStopped) return;
      try {
        if (await this.#begin(id)) this.#waiting.delete(id);
      } catch (err) {
        this.#context.log.warn({ err, obligation: id }, "what was dispatched can't be begun");
        if (!isPassing(err)) this.#waiting.delete(id);
        if (!isPassing(err)) await this.#fail(id, err);
      }
    }
  }

  /** False when it must wait. Errors: ledger-*. */
  async #begin(id: string): Promise<boolean> {
    const { ledger } = this.#context;
    const owed = await findObligation(ledger, id);
    // Somebody else has it, or it was taken back.
    if (owed.state !== "owed") return true;
    if (this.#alone.has(owed.extract)) return false;
    using held = new DisposableStack();
    held.use(this.#context.hold());
    const prepared = await this.#prepare(owed);
    if (prepared === undefined) return true;
    const { warehouse } = prepared.plan;
    if (!this.#pool.hasRoomAt(warehouse)) return false;
    const provenance = await readProvenance(this.#context.project.folder);
    const claimed = await this.#claim(owed, prepared, provenance);
    if (typeof claimed === "string") return claimed === "gone";
    const holding = held.move();
    this.#pool.add(
      warehouse,
      this.#run(claimed, prepared, provenance).finally(() => holding.dispose()),
    );
    return true;
  }

  /** Whoever follows it hears why, if the ledger takes that. */
  async #fail(id: string, error: unknown): Promise<void> {
    const { ledger } = this.#context;
    try {
      await closeObligation(ledger, await findObligation(ledger, id), "failed", recordedError(error));
    } catch (err) {
      this.#context.log.warn({ err, obligation: id }, "that could not be written down");
    }
  }

  /** Undefined when it can't be run: then it has failed. */
  async #prepare(owed: Obligation): Promise<Ready | undefined> {
    const { ledger, events, log } = this.#context;
    try {
      const plan = planOfOwed(this.#context, owed);
      const extract = this.#context.documents().extracts.get(owed.extract)!;
      const warehouse = await this.#context.warehouse(plan.warehouse);
      const destination = this.#context.destination(plan.output.to);
      return { extract, plan, warehouse, destination };
    } catch (error) {
      const recorded = recordedError(error);
      const { extract, kind, window } = owed;
      if (!(await closeObligation(ledger, owed, "failed", recorded))) return undefined;
      events.emit({ type: "failed", extract, kind, window, error: recorded });
      log.error({ err: error, extract, obligation: owed.id }, "what was dispatched can't be run");
      return undefined;
    }
  }

  async #claim(
    owed: Obligation,
    { extract, plan, destination }: Ready,
    provenance: Provenance,
  ): Promise<Claimed | "waits" | "gone"> {
    const { ledger, runner, lease, events, connections } = this.#context;
    try {
      return await claimObligation(
        plan,
        { ledger, runner, lease, provenance, destination, onEvent: (event) => events.emit(event) },
        owed,
        { parallel: mayOverlap(extract), mostAtWarehouse: placesAt(connections, plan.warehouse) },
      );
    } catch (error) {
      const code = error instanceof DatafeedError ? error.code : "";
      if (code === "warehouse-busy" || code === "extract-busy") return "waits";
      if (code === "obligation-closed" || code === "unknown-id") return "gone";
      throw error;
    }
  }

  /** From the claim to the end. */
  async #run(claimed: Claimed, prepared: Ready, provenance: Provenance): Promise<void> {
    const { id } = claimed.attempt;
    const controller = new AbortController();
    this.#attempts.set(id, controller);
    if (this.#isStopped) this.interrupt(id);
    const { log } = this.#context;
    const { extract } = prepared;
    if (!mayOverlap(extract)) this.#alone.add(extract.name);
    try {
      await runToItsEnd(this.#context, { claimed, extract, prepared, provenance, controller, log });
    } catch (err) {
      log.error({ err, run: id }, "a run ended by an error that is none of its own");
    } finally {
      this.#attempts.delete(id);
      this.#alone.delete(extract.name);
      // The promise of this run leaves the pool in a moment.
      setImmediate(() => this.#wake());
    }
  }
}

/** A ledger that is away, or busy, comes back. */
function isPassing(error: unknown): boolean {
  return error instanceof DatafeedError && passing.has(error.code);
}

const passing: ReadonlySet<string> = new Set(["ledger-unreachable", "ledger-locked"]);

function mayOverlap({ schedule }: ResolvedExtract): boolean {
  return schedule?.overlap === "parallel";
}

/** None, where they have mistakes: that is found, and said, when the run is prepared. */
function knownConnections(context: DaemonContext): Connections {
  try {
    return context.connections;
  } catch {
    return { kind: "Connections", warehouses: {}, destinations: {} };
  }
}
