import type { Query } from "../../compile/plan.ts";
import type { RowBatch } from "../../format/encoder.ts";
import type { Moment, Watch } from "../warehouse.ts";
import { Listener } from "./listener.ts";
import { PostgresReading } from "./postgres-reading.ts";
import { prepare } from "./prepare.ts";
import { whileRunning } from "./protocol-warehouse.ts";
import type { Server } from "./server.ts";
import { Session } from "./session.ts";

/** A connection that looks again and again; made anew by the next look when it broke. */
export class PostgresWatch implements Watch {
  readonly #server: Server;
  readonly #listeners = new Set<Listener>();
  #session: Session | undefined;
  #looking = false;

  constructor(server: Server) {
    this.#server = server;
  }

  async look<T>(work: (moment: Moment) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#looking) throw new Error("One look at a time.");
    this.#looking = true;
    try {
      const session = await this.#connected(signal);
      let clean = false;
      try {
        await running(session, signal, () => session.query(this.#server.begin(undefined)));
        const result = await work(momentOf(session, signal));
        await running(session, signal, () => session.query("COMMIT"));
        clean = true;
        return result;
      } finally {
        if (!clean) await this.#clear(session);
      }
    } finally {
      this.#looking = false;
    }
  }

  async listen(channel: string, onWord: () => void): Promise<AsyncDisposable> {
    const listener = new Listener(this.#server, channel, onWord);
    this.#listeners.add(listener);
    return listener;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const listener of this.#listeners) await listener[Symbol.asyncDispose]();
    await this.#session?.close();
    this.#session = undefined;
  }

  async #connected(signal: AbortSignal): Promise<Session> {
    if (this.#session?.broken === true) await this.#drop(this.#session);
    this.#session ??= await Session.open(this.#server, signal);
    return this.#session;
  }

  /** After a failure: the connection is kept where it answers. One whose query was cancelled is not, a late cancel could hit the next. */
  async #clear(session: Session): Promise<void> {
    const isIdle = !session.broken && !cancelled.has(session);
    const rolledBack = isIdle && (await session.query("ROLLBACK").then(Boolean, () => false));
    if (!rolledBack) await this.#drop(session);
  }

  async #drop(session: Session): Promise<void> {
    if (this.#session === session) this.#session = undefined;
    await session.close();
  }
}

/** Connections of which a query was cancelled. */
const cancelled = new WeakSet<Session>();

async function running<T>(session: Session, signal: AbortSignal, step: () => Promise<T>): Promise<T> {
  const note = (): void => void cancelled.add(session);
  signal.addEventListener("abort", note, { once: true });
  try {
    return await whileRunning(session, signal, step);
  } finally {
    signal.removeEventListener("abort", note);
  }
}

function momentOf(session: Session, signal: AbortSignal): Moment {
  return {
    ask({ sql, parameters }) {
      const values = parameters.map(({ value }) => value);
      return running(session, signal, () => session.ask(sql, values));
    },
    async *read(query: Query): AsyncGenerator<RowBatch, void, undefined> {
      const columns = await running(session, signal, () => prepare(session, query));
      const release = async (clean: boolean): Promise<void> => {
        if (!clean) cancelled.add(session);
      };
      await using reading = new PostgresReading(session, query, columns, undefined, signal, release, true);
      yield* reading.batches;
    },
  };
}
