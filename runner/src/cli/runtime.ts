import { hostname, userInfo } from "node:os";
import { ledgerPath } from "../connect/ledger-place.ts";
import { openDestination, openWarehouse } from "../connect/open-connections.ts";
import type { Destination } from "../destination/destination.ts";
import { recover } from "../execute/recover.ts";
import { type Ledger, openLedger } from "../ledger/ledger.ts";
import type { Connections } from "../load/project-documents.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { closeWithNote } from "./close-with-note.ts";

import { note } from "./printer.ts";
import { connectionsOf, inForce, type Session } from "./session.ts";

/** The open parts of a project: each is opened when it is first asked for, and all are closed at the end. */
export class Runtime implements AsyncDisposable {
  readonly ledger: Ledger;
  readonly connections: Connections;
  readonly #session: Session;
  readonly #warehouses = new Map<string, Promise<Warehouse>>();
  readonly #destinations = new Map<string, Destination>();

  private constructor(session: Session, ledger: Ledger) {
    this.#session = session;
    this.connections = connectionsOf(session);
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

  warehouse(name: string): Promise<Warehouse> {
    return getOrMake(this.#warehouses, name, () => openWarehouse(inForce(this.#session), name));
  }

  destination(name: string): Destination {
    return getOrMake(this.#destinations, name, () => openDestination(inForce(this.#session), name));
  }

  async #recover(): Promise<void> {
    const names = Object.keys(this.connections.destinations);
    const destinations = new Map(names.map((name) => [name, this.destination(name)]));
    const { discarded, completed, problems } = await recover({ ledger: this.ledger, destinations });
    for (const attempt of discarded) note(`Discarded what a lost run of ${attempt.extract} left behind (${attempt.id}).`);
    for (const attempt of completed) note(`Published what a lost run of ${attempt.extract} had decided on (${attempt.id}).`);
    for (const { subject, error } of problems) note(`Could not finish ${subject}: ${error.message}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // In the reverse order, each of them even when closing another fails.
    await using open = new AsyncDisposableStack();
    open.use(this.ledger);
    for (const opening of this.#warehouses.values()) {
      const warehouse = await opening.catch(() => undefined);
      if (warehouse !== undefined) open.use(closeWithNote(warehouse));
    }
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

function getOrMake<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
