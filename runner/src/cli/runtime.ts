import { hostname, userInfo } from "node:os";
import type { Documents, Estate } from "../commands/estate.ts";
import { ledgerPath } from "../connect/ledger-place.ts";
import { OpenParts } from "../connect/open-parts.ts";
import type { Destination } from "../destination/destination.ts";
import { recover } from "../execute/recover.ts";
import type { Runner } from "../execute/run-context.ts";
import { newId } from "../ledger/id.ts";
import { type Ledger, openLedger } from "../ledger/ledger.ts";
import type { Connections } from "../load/project-documents.ts";
import { version } from "../version.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { closeWithNote } from "./close-with-note.ts";
import { note } from "./printer.ts";
import { inForce, type Session } from "./session.ts";

/** What a command needs of a checkout. */
export interface RuntimeOptions {
  /** A path or a postgres:// URL. Default: the checkout's own. */
  readonly ledger?: string | undefined;
  /** Only questions are asked: nothing is recovered, and no connections are needed. */
  readonly questions?: boolean;
}

/** A checkout's estate: its documents and ledger, and the warehouses and destinations that are asked for. */
export class Runtime implements Estate, AsyncDisposable {
  readonly ledger: Ledger;
  readonly runner: Runner = { id: runnerId(), version };
  readonly #session: Session;
  #parts: OpenParts | undefined;

  private constructor(session: Session, ledger: Ledger) {
    this.#session = session;
    this.ledger = ledger;
  }

  /** Opens the ledger, and finishes or discards what a killed run left behind. Errors: `connection-unknown`, ledger-*. */
  static async open(session: Session, { ledger, questions = false }: RuntimeOptions = {}): Promise<Runtime> {
    // Connections with mistakes are said before anything is opened.
    if (!questions) inForce(session);
    const runtime = new Runtime(session, await openLedger(ledger ?? ledgerPath(session.texts.root)));
    try {
      if (!questions) await runtime.#recover();
      return runtime;
    } catch (error) {
      await runtime[Symbol.asyncDispose]();
      throw error;
    }
  }

  get connections(): Connections {
    return this.#open().inForce.connections;
  }

  documents(): Documents {
    return documentsOf(this.#session);
  }

  warehouse(name: string): Promise<Warehouse> {
    return this.#open().warehouse(name);
  }

  destination(name: string): Destination {
    return this.#open().destination(name);
  }

  /** Whoever works on this ledger hears of it from the ledger. */
  wake(): void {}

  /** Nothing that people could name runs in this process. */
  interrupt(): void {}

  #open(): OpenParts {
    this.#parts ??= new OpenParts(inForce(this.#session), closeWithNote);
    return this.#parts;
  }

  async #recover(): Promise<void> {
    const destinations = this.#open().allDestinations();
    const { discarded, completed, problems } = await recover({ ledger: this.ledger, destinations });
    for (const attempt of discarded) note(`Discarded what a lost run of ${attempt.extract} left behind (${attempt.id}).`);
    for (const attempt of completed) note(`Published what a lost run of ${attempt.extract} had decided on (${attempt.id}).`);
    for (const { subject, error } of problems) note(`Could not finish ${subject}: ${error.message}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // In the reverse order, each of them even when closing another fails.
    await using open = new AsyncDisposableStack();
    open.use(this.ledger);
    if (this.#parts !== undefined) open.use(this.#parts);
  }
}

/** The documents of a checkout, of which nobody can say whether they were approved. */
export function documentsOf({ loaded, diagnostics }: Session): Documents {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return {
    project: loaded.project?.value,
    extracts: loaded.extracts,
    feeds: loaded.feeds,
    refused: errors.map(({ file, range, code, message, hint }) => ({
      ...{ file, code, message },
      ...(range === undefined ? {} : { line: range.start.line }),
      ...(hint === undefined ? {} : { hint }),
    })),
    unsoundFeeds: new Map(loaded.unsound.flatMap(({ kind, name, file }) => (kind === "Feed" ? [[name, file]] : []))),
    provenance: { approval: "unknown" },
  };
}

/**
 * Who runs, for people who find it in the ledger: host, process, and what tells it from another of the same number, as in
 * containers: who has the same name has the same leases.
 */
export function runnerId(): string {
  return `${hostname()}:${process.pid}:${newId().slice(-4)}`;
}

/** Who asks, on a checkout: the system's user. */
export function requester(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}
