import type { Destination } from "../destination/destination.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import type { ConnectionsInForce } from "./connections-in-force.ts";
import { connectionKey, openDestination, openWarehouse } from "./open-connections.ts";

interface Opened<Part> {
  readonly part: Part;
  /** What it was opened from (`connectionKey`). */
  readonly key: string | undefined;
}

/** The warehouses and destinations of some connections: each is opened when it is first asked for, and all are closed at the end. */
export class OpenParts implements AsyncDisposable {
  readonly inForce: ConnectionsInForce;
  readonly #warehouses = new Map<string, Opened<Promise<Warehouse>>>();
  readonly #destinations = new Map<string, Opened<Destination>>();
  readonly #closing: (warehouse: Warehouse) => AsyncDisposable;

  /** `closing` wraps what closes a warehouse, for those who want to say that it takes its time. */
  constructor(inForce: ConnectionsInForce, closing: (warehouse: Warehouse) => AsyncDisposable = (warehouse) => warehouse) {
    this.inForce = inForce;
    this.#closing = closing;
  }

  /** Errors: those of `openWarehouse`. One that failed is tried anew the next time. */
  warehouse(name: string): Promise<Warehouse> {
    const known = this.#warehouses.get(name);
    if (known !== undefined) return known.part;
    const opening = openWarehouse(this.inForce, name);
    this.#keep(name, { part: opening, key: connectionKey(this.inForce, "warehouses", name) });
    return opening;
  }

  /** Errors: those of `openDestination`. */
  destination(name: string): Destination {
    const known = this.#destinations.get(name);
    if (known !== undefined) return known.part;
    const destination = openDestination(this.inForce, name);
    this.#destinations.set(name, { part: destination, key: connectionKey(this.inForce, "destinations", name) });
    return destination;
  }

  /** The parts of other connections, with what is open here and the same there: that is not closed with these any more. */
  followedBy(inForce: ConnectionsInForce): OpenParts {
    const next = new OpenParts(inForce, this.#closing);
    for (const [name, opened] of this.#warehouses) {
      if (opened.key === undefined || opened.key !== connectionKey(inForce, "warehouses", name)) continue;
      this.#warehouses.delete(name);
      next.#keep(name, opened);
    }
    for (const [name, opened] of this.#destinations) {
      if (opened.key === undefined || opened.key !== connectionKey(inForce, "destinations", name)) continue;
      this.#destinations.delete(name);
      next.#destinations.set(name, opened);
    }
    return next;
  }

  /** One that can't be opened is forgotten. */
  #keep(name: string, opened: Opened<Promise<Warehouse>>): void {
    this.#warehouses.set(name, opened);
    opened.part.catch(() => this.#warehouses.get(name) === opened && this.#warehouses.delete(name));
  }

  /** Every destination of the connections, by name: what recovery looks through. */
  allDestinations(): ReadonlyMap<string, Destination> {
    return new Map(Object.keys(this.inForce.connections.destinations).map((name) => [name, this.destination(name)]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Each of them even when closing another fails.
    await using open = new AsyncDisposableStack();
    for (const { part } of this.#warehouses.values()) {
      const warehouse = await part.catch(() => undefined);
      if (warehouse !== undefined) open.use(this.#closing(warehouse));
    }
    for (const { part } of this.#destinations.values()) open.use(part);
  }
}
