import type { ConnectionsInForce } from "../../connect/connections-in-force.ts";
import { OpenParts } from "../../connect/open-parts.ts";
import type { Destination } from "../../destination/destination.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { closeWithNote } from "../close-with-note.ts";

/** What nobody uses is closed after so long: an open DuckDB file can't be written by others. */
const idleMs = 3_000;

/** The warehouses and destinations of the connections of now. Closed when nobody holds them for a while, and opened again. */
export class KeptParts implements AsyncDisposable {
  readonly #connections: () => ConnectionsInForce;
  #current: OpenParts | undefined;
  /** Of connections that have changed; somebody may still work with them. */
  readonly #older: OpenParts[] = [];
  #holds = 0;
  #idle: NodeJS.Timeout | undefined;
  #closing: Promise<unknown> = Promise.resolve();

  /** `connections` answers with the same object as long as they are the same. */
  constructor(connections: () => ConnectionsInForce) {
    this.#connections = connections;
  }

  /** Until it is disposed, nothing is closed. */
  hold(): Disposable {
    this.#holds++;
    clearTimeout(this.#idle);
    return {
      [Symbol.dispose]: () => {
        if (--this.#holds > 0) return;
        for (const older of this.#older.splice(0)) this.#close(older);
        this.#idle = setTimeout(() => this.#closeCurrent(), idleMs).unref();
      },
    };
  }

  /** Errors: those of the connections, and of `openWarehouse`. */
  async warehouse(name: string): Promise<Warehouse> {
    // Two of one DuckDB file in a process would let go of each other's lock.
    await this.#closing;
    return this.#use().warehouse(name);
  }

  /** Errors: those of the connections, and of `openDestination`. */
  destination(name: string): Destination {
    return this.#use().destination(name);
  }

  allDestinations(): ReadonlyMap<string, Destination> {
    return this.#use().allDestinations();
  }

  #use(): OpenParts {
    const inForce = this.#connections();
    const before = this.#current;
    if (before?.inForce === inForce) return before;
    this.#current = before?.followedBy(inForce) ?? new OpenParts(inForce, closeWithNote);
    if (before !== undefined && this.#holds > 0) this.#older.push(before);
    else if (before !== undefined) this.#close(before);
    return this.#current;
  }

  #closeCurrent(): void {
    const idle = this.#current;
    this.#current = undefined;
    if (idle !== undefined) this.#close(idle);
  }

  #close(parts: OpenParts): void {
    this.#closing = Promise.all([this.#closing, parts[Symbol.asyncDispose]().catch(() => {})]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idle);
    for (const older of this.#older.splice(0)) this.#close(older);
    this.#closeCurrent();
    await this.#closing;
  }
}
