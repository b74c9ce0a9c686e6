import type { Logger } from "pino";
import { type ConnectionsInForce, connectionsInForce } from "../connect/connections-in-force.ts";
import { OpenParts } from "../connect/open-parts.ts";
import type { Destination } from "../destination/destination.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Connections } from "../load/project-documents.ts";
import type { ProjectTexts } from "../project/project-texts.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";

/** Who says nothing of how long he works with a connection that has changed meanwhile gets so long: downloads, upkeep. */
const graceMs = 60_000;

/**
 * The connections in force and what is open of them. When the operator's file changes, what is the same in it stays open; what is
 * not is opened anew, and the old one closed when no run uses it any more.
 */
export class OpenEstate implements AsyncDisposable {
  readonly #log: Logger;
  readonly #graceMs: number;
  /** By age; the last one is in force. */
  readonly #all: Generation[] = [];
  /** The numbers of the generations that were in force when the holds began. */
  readonly #holds = new Set<{ readonly since: number }>();
  #taken = 0;
  #text: string | undefined;

  constructor(log: Logger, options: { readonly graceMs?: number } = {}) {
    this.#log = log;
    this.#graceMs = options.graceMs ?? graceMs;
  }

  /** Takes the connections of a snapshot; unsound ones change nothing. Error: `connection-unknown` when there never were any. */
  take(texts: ProjectTexts, connections: Connections | undefined): void {
    const text = texts.connections?.text;
    if (text === this.#text && this.#all.length > 0) return;
    if (connections === undefined || text === undefined) {
      if (this.#all.length === 0) throw noConnections();
      this.#log.error("the connections have mistakes; the last good ones stay in force");
      return;
    }
    this.#text = text;
    const inForce = connectionsInForce(texts, connections);
    const before = this.#all.at(-1);
    this.#all.push({ number: ++this.#taken, parts: before?.parts.followedBy(inForce) ?? new OpenParts(inForce) });
    if (before === undefined) return;
    this.#log.info("the connections have changed; what is the same in them stays open");
    setTimeout(() => {
      before.isOver = true;
      this.#closeUnused();
    }, this.#graceMs).unref();
  }

  get inForce(): ConnectionsInForce {
    return this.#current.inForce;
  }

  warehouse(name: string): Promise<Warehouse> {
    return this.#current.warehouse(name);
  }

  destination(name: string): Destination {
    return this.#current.destination(name);
  }

  /** Until it is disposed, nothing that is asked for from now on is closed. */
  hold(): Disposable {
    const hold = { since: this.#taken };
    this.#holds.add(hold);
    return {
      [Symbol.dispose]: () => {
        this.#holds.delete(hold);
        this.#closeUnused();
      },
    };
  }

  get #current(): OpenParts {
    const current = this.#all.at(-1);
    if (current === undefined) throw noConnections();
    return current.parts;
  }

  /** What somebody held since a generation may have gone over into each later one. */
  #closeUnused(): void {
    const oldest = Math.min(...[...this.#holds].map(({ since }) => since));
    const unused = this.#all.filter(({ isOver, number }) => isOver === true && number < oldest);
    for (const generation of unused) {
      this.#all.splice(this.#all.indexOf(generation), 1);
      generation.parts[Symbol.asyncDispose]().catch((err: unknown) => {
        this.#log.warn({ err }, "what the connections no longer hold could not be closed in order");
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using open = new AsyncDisposableStack();
    for (const { parts } of this.#all) open.use(parts);
  }
}

interface Generation {
  readonly number: number;
  readonly parts: OpenParts;
  /** Others are in force, and have been for a while. */
  isOver?: boolean;
}

function noConnections(): DatafeedError {
  return new DatafeedError("connection-unknown", "There are no sound connections: no warehouse and no destination is known.", {
    hint: "Give the operator's file with --connections FILE; `datafeed validate --connections FILE` checks it.",
  });
}
