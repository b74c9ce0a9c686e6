import type { Logger } from "pino";
import type { Documents } from "../../commands/estate.ts";
import { ledgerPath } from "../../connect/ledger-place.ts";
import { logRuns } from "../../daemon/log.ts";
import type { DaemonContext } from "../../daemon/part.ts";
import { RunEvents } from "../../daemon/run-events.ts";
import type { Destination } from "../../destination/destination.ts";
import { defaultLease } from "../../execute/lease.ts";
import { discardLost, recover } from "../../execute/recover.ts";
import type { Runner } from "../../execute/run-context.ts";
import { type Ledger, openLedger } from "../../ledger/ledger.ts";
import type { Connections } from "../../load/project-documents.ts";
import { version } from "../../version.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { runnerId } from "../runtime.ts";
import { DispatchedRuns } from "./dispatched-runs.ts";
import { KeptParts } from "./kept-parts.ts";
import type { KeptProject } from "./kept-project.ts";

/** A checkout's estate for as long as an editor is open: its documents change, and what is dispatched runs here. */
export class EditorEstate implements DaemonContext, AsyncDisposable {
  readonly ledger: Ledger;
  readonly runner: Runner = { id: runnerId(), version };
  readonly lease = defaultLease;
  /** A daemon on the same ledger leaves it to us, unless we die. */
  readonly reserveMs = defaultLease.leaseMs;
  readonly events = new RunEvents();
  readonly log: Logger;
  readonly project: KeptProject;
  readonly runs: DispatchedRuns;
  readonly #parts: KeptParts;
  #sweep: NodeJS.Timeout | undefined;
  #recovering: Promise<void> = Promise.resolve();

  private constructor(ledger: Ledger, project: KeptProject, log: Logger) {
    this.ledger = ledger;
    this.project = project;
    this.log = log;
    this.#parts = new KeptParts(() => project.connections);
    this.runs = new DispatchedRuns(this);
    logRuns(log, this.events);
  }

  /**
   * Opens the ledger; then finishes or discards what a killed run left behind, and later gives up what is lost meanwhile, such
   * as the runs of a window whose process was killed. Errors: `project-missing`, ledger-*.
   */
  static async open(project: KeptProject, place: string | undefined, log: Logger): Promise<EditorEstate> {
    const estate = new EditorEstate(await openLedger(place ?? ledgerPath(project.root)), project, log);
    project.lookAtConnections();
    // It is safe at any time, and a destination that can't be reached is no reason to keep lists waiting.
    estate.#recovering = estate.#recover();
    estate.#sweep = setInterval(() => void estate.#discardLost(), defaultLease.leaseMs).unref();
    return estate;
  }

  get connections(): Connections {
    return this.project.connections.connections;
  }

  documents(): Documents {
    return this.project.documents();
  }

  warehouse(name: string): Promise<Warehouse> {
    return this.#parts.warehouse(name);
  }

  destination(name: string): Destination {
    return this.#parts.destination(name);
  }

  hold(): Disposable {
    return this.#parts.hold();
  }

  /** What is dispatched here is handed to `runs` by name: nothing else that is owed is an editor's business. */
  wake(): void {}

  interrupt(attempt: string): void {
    this.runs.interrupt(attempt);
  }

  async #recover(): Promise<void> {
    const { ledger, events } = this;
    const onEvent = events.emit.bind(events);
    try {
      using _ = this.hold();
      const { problems } = await recover({ ledger, destinations: this.#parts.allDestinations(), onEvent });
      for (const { subject, error } of problems) this.log.warn(`Could not finish ${subject}: ${error.message}`);
    } catch (error) {
      this.log.warn({ err: error }, "what a killed run left behind could not be looked through");
      // Without sound connections nothing can be published; the ledger tells all the same what is over.
      await this.#discardLost();
    }
  }

  async #discardLost(): Promise<void> {
    const onEvent = this.events.emit.bind(this.events);
    await discardLost({ ledger: this.ledger, onEvent }).catch((err: unknown) => {
      this.log.warn({ err }, "runs of dead runners could not be looked for");
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#sweep);
    await this.#recovering;
    // In the reverse order, each of them even when closing another fails.
    await using open = new AsyncDisposableStack();
    open.use(this.ledger);
    open.use(this.#parts);
  }
}
