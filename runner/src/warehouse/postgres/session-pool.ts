import type { Server } from "./server.ts";
import { Session } from "./session.ts";

/** How long a connection waits for the next query before it is closed. */
const idleMs = 10_000;

/** At most `maxQueries` connections, made when they are needed and closed when they idle. */
export class SessionPool {
  readonly #server: Server;
  readonly #idle = new Map<Session, NodeJS.Timeout>();
  readonly #waiting: (() => void)[] = [];
  #inUse = 0;
  #isClosed = false;

  constructor(server: Server) {
    this.#server = server;
  }

  /** A connection for one query; waits while all of them are in use. Give it back by `release`. */
  async acquire(signal: AbortSignal): Promise<Session> {
    signal.throwIfAborted();
    if (this.#inUse >= this.#server.config.maxQueries) await this.#turn(signal);
    else this.#inUse += 1;
    try {
      return this.#reuse() ?? (await Session.open(this.#server, signal));
    } catch (error) {
      this.#next();
      throw error;
    }
  }

  /** Takes a connection back; one that is not `clean` is closed. */
  async release(session: Session, clean: boolean): Promise<void> {
    if (clean && !session.broken && !this.#isClosed) {
      const timer = setTimeout(() => void this.#drop(session), idleMs);
      timer.unref();
      this.#idle.set(session, timer);
    } else await session.close();
    this.#next();
  }

  /** Closes the connections that idle; the others are closed when they are given back. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#idle.keys()].map((session) => this.#drop(session)));
  }

  #reuse(): Session | undefined {
    for (const [session, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(session);
      if (!session.broken) return session;
    }
    return undefined;
  }

  async #drop(session: Session): Promise<void> {
    clearTimeout(this.#idle.get(session));
    this.#idle.delete(session);
    await session.close();
  }

  /** Waits for a place that another query hands on. */
  async #turn(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(signal.reason);
      };
      const turn = (): void => {
        signal.removeEventListener("abort", abort);
        resolve();
      };
      this.#waiting.push(turn);
      signal.addEventListener("abort", abort, { once: true });
    });
  }

  /** Hands the place on, or frees it. */
  #next(): void {
    const turn = this.#waiting.shift();
    if (turn === undefined) this.#inUse -= 1;
    else turn();
  }
}
