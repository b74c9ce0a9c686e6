import { hostname, userInfo } from "node:os";
import { ledgerPath } from "../connect/ledger-place.ts";
import { OpenParts } from "../connect/open-parts.ts";
import type { Destination } from "../destination/destination.ts";
import { recover } from "../execute/recover.ts";
import { type Ledger, openLedger } from "../ledger/ledger.ts";
import type { Connections } from "../load/project-documents.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { closeWithNote } from "./close-with-note.ts";
import { note } from "./printer.ts";
import { inForce, type Session } from "./session.ts";

/** The open parts of a project on a checkout: its ledger, and the warehouses and destinations that are asked for. */
export class Runtime implements AsyncDisposable {
  readonly ledger: Ledger;
  readonly #parts: OpenParts;

  private constructor(session: Session, ledger: Ledger) {
    this.#parts = new OpenParts(inForce(session), closeWithNote);
    this.ledger = ledger;
  }

  /** Opens the ledger, and finishes or discards what a killed run left behind. */
  static async open(session: Session): Promise<Runtime> {
    const runtime = new Runtime(session, await openLedger(ledgerPath(session.texts.root)));
    try {
      await runtime.#recover();
      return runtime;
    } catch (error) {
      await runtime[Symbol.asyncDispose]();
      throw error;
    }
  }

  get connections(): Connections {
    return this.#parts.inForce.connections;
  }

  warehouse(name: string): Promise<Warehouse> {
    return this.#parts.warehouse(name);
  }

  destination(name: string): Destination {
    return this.#parts.destination(name);
  }

  async #recover(): Promise<void> {
    const destinations = this.#parts.allDestinations();
    const { discarded, completed, problems } = await recover({ ledger: this.ledger, destinations });
    for (const attempt of discarded) note(`Discarded what a lost run of ${attempt.extract} left behind (${attempt.id}).`);
    for (const attempt of completed) note(`Published what a lost run of ${attempt.extract} had decided on (${attempt.id}).`);
    for (const { subject, error } of problems) note(`Could not finish ${subject}: ${error.message}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // In the reverse order, each of them even when closing another fails.
    await using open = new AsyncDisposableStack();
    open.use(this.ledger);
    open.use(this.#parts);
  }
}

/** Who runs, for people who find it in the ledger: host and process. */
export function runnerId(): string {
  return `${hostname()}:${process.pid}`;
}

/** Who asks, on a checkout: the system's user. */
export function requester(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}
