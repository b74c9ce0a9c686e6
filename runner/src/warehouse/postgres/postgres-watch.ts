import type { Query } from "../../compile/plan.ts";
import type { RowBatch } from "../../format/encoder.ts";
import type { Moment, Watch } from "../warehouse.ts";
import { answered, type Silence, silenceOf } from "./answered.ts";
import { Listener } from "./listener.ts";
import { PostgresReading } from "./postgres-reading.ts";
import { prepare } from "./prepare.ts";
import { whileRunning } from "./protocol-warehouse.ts";
import type { Server } from "./server.ts";
import { Session } from "./session.ts";

/** A connection that looks again and again; made anew by the next look when it broke. */
export class PostgresWatch implements Watch {
  readonly #server: Server;
  readonly #silence: Silence;
  readonly #listeners = new Set<Listener>();
  #session: Session | undefined;
  #looking = false;

  constructor(server: Server, silence: Silence = silenceOf(server.config)) {
    this.#server = server;
    this.#silence = silence;
  }

  async look<T>(work: (moment: Moment) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#looking) throw new Error("One look at a time.");
    this.#looking = true;
    try {
      const session = await this.#connected(signal);
      let clean = false;
      try {
        const run: Run = (step) => running(session, signal, this.#silence, step);
        await run(() => session.query(this.#server.begin(undefined)));
        const result = await work(momentOf(session, signal, this.#silence));
        await run(() => session.query("COMMIT"));
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
    const listener = new Listener(this.#server, channel, this.#silence, onWord);
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
    this.#session ??= await Session.open(this.#server, signal, this.#silence.openMs);
    return this.#session;
  }

  /** After a failure: the connection is kept where it answers. One whose query was cancelled is not, a late cancel could hit the next. */
  async #clear(session: Session): Promise<void> {
    const isIdle = !session.broken && !cancelled.has(session);
    const { endMs } = this.#silence;
    const rollback = (): Promise<boolean> => session.query("ROLLBACK").then(Boolean, () => false);
    const rolledBack = isIdle && (await answered(session, undefined, { answerMs: endMs, endMs }, rollback));
    if (!rolledBack) await this.#drop(session);
  }

  async #drop(session: Session): Promise<void> {
    if (this.#session === session) this.#session = undefined;
    await session.close();
  }
}

/** Connections of which a query was cancelled. */
const cancelled = new WeakSet<Session>();

/** Runs a step of a look. */
type Run = <T>(step: () => Promise<T>) => Promise<T>;

async function running<T>(session: Session, signal: AbortSignal, silence: Silence, step: () => Promise<T>): Promise<T> {
  const note = (): void => void cancelled.add(session);
  signal.addEventListener("abort", note, { once: true });
  try {
    return await answered(session, signal, silence, () => whileRunning(session, signal, step));
  } finally {
    signal.removeEventListener("abort", note);
  }
}

function momentOf(session: Session, signal: AbortSignal, silence: Silence): Moment {
  const run: Run = (step) => running(session, signal, silence, step);
  return {
    ask({ sql, parameters }) {
      const values = parameters.map(({ value }) => value);
      return run(() => session.ask(sql, values));
    },
    async *read(query: Query): AsyncGenerator<RowBatch, void, undefined> {
      const columns = await run(() => prepare(session, query));
      const release = async (clean: boolean): Promise<void> => {
        if (!clean) cancelled.add(session);
      };
      await using reading = new PostgresReading(session, query, columns, undefined, signal, release, true);
      const batches = reading.batches[Symbol.asyncIterator]();
      // The time in which the rows wait for us does not count.
      for (;;) {
        const { done, value } = await answered(session, signal, silence, () => batches.next());
        if (done === true) return;
        yield value;
      }
    },
  };
}
