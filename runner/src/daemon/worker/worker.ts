import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";
import { type Documents, provenanceOf } from "../../commands/estate.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { recordedError } from "../../execute/recorded-error.ts";
import { discardLost } from "../../execute/recover.ts";
import { handOver } from "../../execute/run-errors.ts";
import { type Claimed, claimObligation } from "../../execute/run-obligation.ts";
import { closeObligation, deferObligation } from "../../ledger/defer.ts";
import { type Due, type DueCursor, dueObligations, takenPlaces } from "../../ledger/due.ts";
import { appendLog } from "../../ledger/run-log.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import { aborted } from "../aborted.ts";
import { mayRun } from "../min-runner.ts";
import type { DaemonContext, Part } from "../part.ts";
import { Pool, placesAt } from "./pool.ts";
import { extractOf, isOfDocument, type Prepared, planFor } from "./prepare.ts";
import { askReady } from "./readiness.ts";
import { runToItsEnd } from "./run-to-its-end.ts";

/** How a worker works. */
export interface WorkerOptions {
  /** The most runs at a time in this process. Default: what the warehouses allow together, at most 8. */
  readonly concurrency?: number;
  /** How often it looks although nobody has sent word: retries come due, and SQLite sends none. Default: 1 s. */
  readonly pollMs?: number;
}

/** What is due is looked at in pages of so many. */
const pageSize = 64;
/** So long what this runner can't reach is left to others, before it is looked at again. */
const unreachableMs = 60_000;
/** What is told to stop at the deadline gets so long to let go of queries and staging. */
const lettingGoMs = 5_000;

/**
 * Works off what is owed, the most urgent first: claims it in the ledger, runs it, and tries again what failed. Several of them,
 * in one process or many, share the work and keep the caps of the warehouses together (docs/decisions/0010-dispatch.md).
 */
export class Worker implements Part {
  readonly name = "worker";
  readonly #context: DaemonContext;
  readonly #log: Logger;
  readonly #pool: Pool;
  readonly #pollMs: number;
  readonly #attempts = new Map<string, AbortController>();
  /** What is being asked for readiness; ends with `stop`. */
  readonly #asked = new Set<string>();
  readonly #stopping = new AbortController();
  #open: AsyncDisposableStack | undefined;
  #working: Promise<void> | undefined;
  #woken = false;
  #sweeping: Promise<void> | undefined;

  constructor(context: DaemonContext, { concurrency, pollMs = 1_000 }: WorkerOptions = {}) {
    this.#context = context;
    this.#log = context.log.child({ part: this.name });
    this.#pool = new Pool(() => context.connections, concurrency);
    this.#pollMs = pollMs;
  }

  /** Runs and questions under way in this process. */
  get running(): number {
    return this.#pool.size;
  }

  async start(): Promise<void> {
    if (this.#open !== undefined) return;
    const { ledger, lease } = this.#context;
    const open = new AsyncDisposableStack();
    open.use(ledger.listen(() => this.wake()));
    const poll = setInterval(() => this.wake(), this.#pollMs);
    const sweep = setInterval(() => {
      this.#sweeping ??= this.#sweep().finally(() => {
        this.#sweeping = undefined;
      });
    }, lease.heartbeatMs);
    open.defer(() => {
      clearInterval(poll);
      clearInterval(sweep);
    });
    this.#open = open;
    this.wake();
  }

  async stop(deadline: AbortSignal): Promise<void> {
    this.#stopping.abort();
    await this.#open?.disposeAsync();
    await Promise.all([this.#working, this.#sweeping]);
    if (this.#pool.size === 0 || (await first(this.#pool.settled(), aborted(deadline))) === "first") return;
    this.#log.warn({ runs: [...this.#attempts.keys()] }, "time is up: what still runs is handed to other runners");
    for (const controller of this.#attempts.values()) controller.abort(handOver);
    await first(this.#pool.settled(), setTimeout(lettingGoMs, undefined, { ref: false }));
  }

  /** Looks at once for what is owed. */
  wake(): void {
    this.#woken = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      // Word that came while the last look was ending.
      if (this.#woken && !this.#isStopping) this.wake();
    });
  }

  /** Ends an attempt that runs here, its query included. Whoever calls it has cancelled it in the ledger. */
  interrupt(attempt: string): void {
    this.#attempts.get(attempt)?.abort(new DatafeedError("run-cancelled", `Run ${attempt} was cancelled`));
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #work(): Promise<void> {
    while (this.#woken && !this.#isStopping) {
      this.#woken = false;
      try {
        await this.#dispatch();
      } catch (error) {
        // The next look comes soon; until then nothing is lost, for the ledger holds what is owed.
        this.#log.warn({ err: error }, "what is due could not be looked at");
        this.#woken = false;
        return;
      }
    }
  }

  /** Gives up what dead runners had begun; what they owed is owed again at once. */
  async #sweep(): Promise<void> {
    const { ledger, events, log } = this.#context;
    try {
      for (const { id, runner } of await discardLost({ ledger, onEvent: (event) => events.emit(event) })) {
        log.warn({ run: id, runner }, "taken over from a runner that gives no sign of life");
        const message = `${runner} gave no sign of life until its lease ended; given up`;
        await appendLog(ledger, id, [{ level: "warn", message }]);
      }
    } catch (error) {
      this.#log.warn({ err: error }, "runs of dead runners could not be looked for");
    }
  }

  async #dispatch(): Promise<void> {
    const { ledger, connections, runner } = this.#context;
    if (!this.#pool.hasRoom) return;
    const documents = this.#context.documents();
    if (!mayRun(documents.project, runner.version)) return;
    const places = await takenPlaces(ledger);
    const look: Look = {
      documents,
      full: new Set(
        Object.keys(connections.warehouses).filter((name) => (places.get(name) ?? 0) >= placesAt(connections, name)),
      ),
      passed: new Set(),
    };
    // With every place taken there is nothing to choose, however much is due.
    if (Object.keys(connections.warehouses).every((name) => look.full.has(name))) return;
    let after: DueCursor | undefined;
    for (;;) {
      const page = await dueObligations(ledger, {
        limit: pageSize,
        exceptWarehouses: [...look.full],
        // Those beyond are passed over one by one: a statement takes only so many values.
        exceptExtracts: [...look.passed].slice(0, 1_000),
        ...(after === undefined ? {} : { after }),
      });
      let taken = 0;
      for (const due of page) {
        if (!this.#pool.hasRoom || this.#isStopping) return;
        if (await this.#take(due, look)) taken++;
        after = due.cursor;
      }
      if (taken > 0) {
        // From the top again: while we claimed, places became free, and something more urgent may have come.
        this.#woken = true;
        return;
      }
      if (page.length < pageSize) return;
    }
  }

  /** Runs something due or asks whether it is ready; or passes over it: false. */
  async #take(due: Due, look: Look): Promise<boolean> {
    const { obligation, warehouse } = due;
    if (look.passed.has(obligation.extract) || look.full.has(warehouse) || this.#asked.has(obligation.id)) return false;
    if (!this.#pool.hasRoomAt(warehouse)) {
      look.full.add(warehouse);
      return false;
    }
    const extract = extractOf(due, look.documents);
    if (extract === undefined) {
      look.passed.add(obligation.extract);
      return false;
    }
    using held = new DisposableStack();
    held.use(this.#context.hold?.());
    const prepared = await this.#prepare(due, extract);
    if (prepared === undefined) return false;
    if (obligation.purpose === "window" && extract.operation.ready !== undefined && obligation.readyAt === undefined) {
      this.#pool.add(warehouse, whileHeld(held.move(), this.#ask(due, extract.operation.ready, prepared)));
      return true;
    }
    const claimed = await this.#claim(due, extract, prepared, look);
    if (claimed === undefined) return false;
    this.#pool.add(warehouse, whileHeld(held.move(), this.#run(claimed, extract, prepared, look.documents)));
    return true;
  }

  /** Undefined when it can't be run: by nobody, then it has failed; or not by this runner, then others get their chance. */
  async #prepare(due: Due, extract: ResolvedExtract): Promise<Prepared | undefined> {
    const { ledger, events } = this.#context;
    const { obligation } = due;
    try {
      const plan = planFor(due, extract, this.#context);
      const warehouse = await this.#context.warehouse(plan.warehouse);
      return { plan, warehouse, destination: this.#context.destination(plan.output.to) };
    } catch (error) {
      const recorded = recordedError(error);
      const about = { extract: extract.name, obligation: obligation.id };
      if (isOfDocument(error)) {
        if (!(await closeObligation(ledger, obligation, "failed", recorded))) return undefined;
        const { kind, window } = obligation;
        events.emit({ type: "failed", extract: extract.name, kind, window, error: recorded });
        this.#log.error({ ...about, err: error }, "what is owed can't be run");
      } else {
        await deferObligation(ledger, obligation, unreachableMs, recorded);
        this.#log.warn({ ...about, err: error }, "this runner lacks a connection; what is owed waits");
      }
      return undefined;
    }
  }

  /** Undefined when somebody was quicker, or something is in the way. */
  async #claim(due: Due, extract: ResolvedExtract, { plan, destination }: Prepared, look: Look): Promise<Claimed | undefined> {
    const { ledger, runner, lease, events, connections, faults } = this.#context;
    const provenance = provenanceOf(look.documents, extract.name);
    const parallel = extract.schedule?.overlap === "parallel";
    await faults?.reach("requested");
    try {
      const claimed = await claimObligation(
        plan,
        { ledger, runner, lease, provenance, destination, onEvent: (event) => events.emit(event) },
        due.obligation,
        { parallel, mostAtWarehouse: placesAt(connections, plan.warehouse), retries: extract.operation.retries },
      );
      if (!parallel) look.passed.add(extract.name);
      return claimed;
    } catch (error) {
      const code = error instanceof DatafeedError ? error.code : "";
      if (code === "warehouse-busy") look.full.add(plan.warehouse);
      else if (code === "extract-busy") look.passed.add(extract.name);
      else if (code !== "obligation-closed" && code !== "unknown-id") throw error;
      return undefined;
    }
  }

  /** From the claim to the end. */
  async #run(claimed: Claimed, extract: ResolvedExtract, prepared: Prepared, documents: Documents): Promise<void> {
    const { id } = claimed.attempt;
    const controller = new AbortController();
    this.#attempts.set(id, controller);
    try {
      await runToItsEnd(this.#context, {
        claimed,
        extract,
        prepared,
        provenance: provenanceOf(documents, extract.name),
        controller,
        log: this.#log,
      });
    } catch (error) {
      this.#log.error({ err: error, run: id }, "a run ended by an error that is none of its own");
    } finally {
      this.#attempts.delete(id);
      // The promise of this run leaves the pool in a moment.
      setImmediate(() => this.wake());
    }
  }

  async #ask({ obligation }: Due, ready: NonNullable<ResolvedExtract["operation"]["ready"]>, { warehouse }: Prepared) {
    const { ledger, events } = this.#context;
    const about = { extract: obligation.extract, obligation: obligation.id };
    this.#asked.add(obligation.id);
    try {
      const outcome = await askReady({ ledger, warehouse, obligation, ready, signal: this.#stopping.signal });
      this.#log.debug({ ...about, outcome }, "asked whether the data are there");
      const { extract, kind, window } = obligation;
      if (outcome.state === "skipped") events.emit({ type: "skipped", extract, kind, window });
      if (outcome.state === "failed") events.emit({ type: "failed", extract, kind, window, error: outcome.error });
    } catch (error) {
      this.#log.warn({ ...about, err: error }, "could not ask whether the data are there");
    } finally {
      this.#asked.delete(obligation.id);
      setImmediate(() => this.wake());
    }
  }
}

async function whileHeld(held: DisposableStack, work: Promise<void>): Promise<void> {
  using _ = held;
  await work;
}

/** What one look through what is due has found out. */
interface Look {
  readonly documents: Documents;
  /** Warehouses without a free place. */
  readonly full: Set<string>;
  /** Extracts that this runner does not have, or that are running. */
  readonly passed: Set<string>;
}

/** Which of two comes first; the first when both are there. */
function first(one: Promise<unknown>, other: Promise<unknown>): Promise<"first" | "second"> {
  return Promise.race([one.then(() => "first" as const), other.then(() => "second" as const)]);
}
