import type { Logger } from "pino";
import { type ConnectionsInForce, connectionsInForce } from "../connect/connections-in-force.ts";
import { OpenParts } from "../connect/open-parts.ts";
import type { Destination } from "../destination/destination.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Connections } from "../load/project-documents.ts";
import type { ProjectTexts } from "../project/project-texts.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";

/** The connections in force and what is open of them. When the operator's file changes, what is opened from then on is new. */
export class OpenEstate implements AsyncDisposable {
  readonly #log: Logger;
  readonly #all: OpenParts[] = [];
  #text: string | undefined;

  constructor(log: Logger) {
    this.#log = log;
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
    if (this.#all.length > 0) this.#log.info("the connections have changed; what is opened from now on is new");
    this.#text = text;
    this.#all.push(new OpenParts(connectionsInForce(texts, connections)));
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

  get #current(): OpenParts {
    const current = this.#all.at(-1);
    if (current === undefined) throw noConnections();
    return current;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using open = new AsyncDisposableStack();
    for (const parts of this.#all) open.use(parts);
  }
}

function noConnections(): DatafeedError {
  return new DatafeedError("connection-unknown", "There are no sound connections: no warehouse and no destination is known.", {
    hint: "Give the operator's file with --connections FILE; `datafeed validate --connections FILE` checks it.",
  });
}
