import type { Connections } from "../../load/project-documents.ts";
import { mostQueries } from "../../warehouse/most-queries.ts";

/** The most runs at a time in one process, unless an operator says otherwise. */
const mostByDefault = 8;

/** How many attempts may run at a warehouse, of all runners; 0 where there is no such warehouse. */
export function placesAt({ warehouses }: Connections, warehouse: string): number {
  const connection = warehouses[warehouse];
  return connection === undefined ? 0 : mostQueries(connection);
}

/** What runs in this process: how much room there is, and at which warehouses. */
export class Pool {
  readonly #connections: () => Connections;
  readonly #given: number | undefined;
  readonly #running = new Map<Promise<void>, string>();

  /**
   * @param connections Those in force: asked anew each time, since a daemon takes changes.
   * @param most Runs at a time; default: what the warehouses allow together, at most 8.
   */
  constructor(connections: () => Connections, most?: number) {
    this.#connections = connections;
    this.#given = most;
  }

  get #most(): number {
    if (this.#given !== undefined) return this.#given;
    const connections = this.#connections();
    const allowed = Object.keys(connections.warehouses).reduce((sum, name) => sum + placesAt(connections, name), 0);
    return Math.max(1, Math.min(mostByDefault, allowed));
  }

  get hasRoom(): boolean {
    return this.#running.size < this.#most;
  }

  get size(): number {
    return this.#running.size;
  }

  /**
   * Whether this process may run another one there: it keeps a place for the other warehouses, however slow this one is. At a
   * warehouse that it does not know there is always room: that it is not there is found, and said, when it is opened.
   */
  hasRoomAt(warehouse: string): boolean {
    const connections = this.#connections();
    if (connections.warehouses[warehouse] === undefined) return this.hasRoom;
    const others = Object.keys(connections.warehouses).length > 1;
    const most = Math.min(placesAt(connections, warehouse), others ? Math.max(1, this.#most - 1) : this.#most);
    return this.hasRoom && [...this.#running.values()].filter((name) => name === warehouse).length < most;
  }

  /** Counts the work, which does not throw, until it has ended. */
  add(warehouse: string, work: Promise<void>): void {
    const counted = work.finally(() => this.#running.delete(counted));
    this.#running.set(counted, warehouse);
  }

  /** When everything has ended that runs now. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running.keys());
  }
}
