import type { Destination } from "../destination/destination.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import type { ConnectionsInForce } from "./connections-in-force.ts";
import { openDestination, openWarehouse } from "./open-connections.ts";

/** The warehouses and destinations of some connections: each is opened when it is first asked for, and all are closed at the end. */
export class OpenParts implements AsyncDisposable {
  readonly inForce: ConnectionsInForce;
  readonly #warehouses = new Map<string, Promise<Warehouse>>();
  readonly #destinations = new Map<string, Destination>();
  readonly #closing: (warehouse: Warehouse) => AsyncDisposable;

  /** `closing` wraps what closes a warehouse, for those who want to say that it takes its time. */
  constructor(inForce: ConnectionsInForce, closing: (warehouse: Warehouse) => AsyncDisposable = (warehouse) => warehouse) {
    this.inForce = inForce;
    this.#closing = closing;
  }

  /** Errors: those of `openWarehouse`. One that failed is tried anew the next time. */
  warehouse(name: string): Promise<Warehouse> {
    const known = this.#warehouses.get(name);
    if (known !== undefined) return known;
    const opening = openWarehouse(this.inForce, name);
    this.#warehouses.set(name, opening);
    opening.catch(() => this.#warehouses.delete(name));
    return opening;
  }

  /** Errors: those of `openDestination`. */
  destination(name: string): Destination {
    const destination = this.#destinations.get(name) ?? openDestination(this.inForce, name);
    this.#destinations.set(name, destination);
    return destination;
  }

  /** Every destination of the connections, by name: what recovery looks through. */
  allDestinations(): ReadonlyMap<string, Destination> {
    return new Map(Object.keys(this.inForce.connections.destinations).map((name) => [name, this.destination(name)]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Each of them even when closing another fails.
    await using open = new AsyncDisposableStack();
    for (const opening of this.#warehouses.values()) {
      const warehouse = await opening.catch(() => undefined);
      if (warehouse !== undefined) open.use(this.#closing(warehouse));
    }
    for (const destination of this.#destinations.values()) open.use(destination);
  }
}
