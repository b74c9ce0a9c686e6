import type { Logger } from "pino";
import type { Destination } from "../../destination/destination.ts";
import { BackOff } from "../back-off.ts";

/** Works on destinations side by side: one that is down is left alone for a while, one that hangs holds up no other. */
export class ByDestination {
  readonly #what: string;
  readonly #open: (name: string) => Destination;
  readonly #log: Logger;
  readonly #backOff: BackOff;
  readonly #busy = new Map<string, Promise<void>>();

  constructor(what: string, open: (name: string) => Destination, log: Logger, backOff = new BackOff()) {
    this.#what = what;
    this.#open = open;
    this.#log = log;
    this.#backOff = backOff;
  }

  /** Begins the work on each that is neither busy nor waiting; what is begun goes on when this returns. */
  begin(names: Iterable<string>, work: (destination: Destination | undefined, name: string) => Promise<void>): void {
    for (const name of names) {
      if (this.#busy.has(name) || !this.#backOff.isReady(name)) continue;
      const round = this.#round(name, work).finally(() => this.#busy.delete(name));
      this.#busy.set(name, round);
    }
  }

  /** When all that was begun has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#busy.values());
  }

  async #round(name: string, work: (destination: Destination | undefined, name: string) => Promise<void>): Promise<void> {
    try {
      await work(this.#opened(name), name);
      this.#backOff.succeeded(name);
    } catch (error) {
      this.#backOff.failed(name);
      this.#log.warn({ err: error, destination: name }, `${this.#what} failed; it is tried again later`);
    }
  }

  /** Undefined for one that is not configured any more, or whose secrets are missing. */
  #opened(name: string): Destination | undefined {
    try {
      return this.#open(name);
    } catch (error) {
      this.#log.warn({ err: error, destination: name }, `${this.#what}: the destination can't be opened`);
      return undefined;
    }
  }
}
