import type { Connection, Submittable } from "pg";
import type { Query } from "../../compile/plan.ts";
import { messageOf } from "../../errors/datafeed-error.ts";
import type { RowBatch } from "../../format/encoder.ts";
import { warehouseError } from "../errors.ts";
import type { Reading, SourceColumn } from "../warehouse.ts";
import type { ByteTap } from "./byte-tap.ts";
import { MessageSplitter, NotMessages, readErrorResponse } from "./message-splitter.ts";
import type { Session } from "./session.ts";

/** How long the server has to end a query after a cancel before its connection is cut. */
const drainTimeoutMs = 10_000;

const messages = { commandComplete: 0x43, errorResponse: 0x45, readyForQuery: 0x5a } as const;

/**
 * The rows of one query. `pg` logs in and sends the query; while rows flow, its parser is taken off the socket and the bytes
 * of the rows go to the consumer as they come. While the consumer is busy the socket is paused, so that the server waits.
 * Closed early, it cancels the query and waits for the server to end it; the connection is then not used again, since a late
 * cancel could hit the next query. Its transaction ends with it, unless it is one of several readings of a moment.
 */
export class PostgresReading implements Reading {
  readonly columns: readonly SourceColumn[];
  readonly counted?: number;
  readonly batches: AsyncIterable<RowBatch>;
  readonly #session: Session;
  readonly #tap: ByteTap;
  readonly #query: Query;
  readonly #signal: AbortSignal;
  readonly #release: (clean: boolean) => Promise<void>;
  readonly #keepsTransaction: boolean;
  #state: "prepared" | "running" | "ended" | "closed" = "prepared";
  readonly #ready: RowBatch[] = [];
  #arrived: PromiseWithResolvers<void> | undefined;
  readonly #ended = Promise.withResolvers<void>();
  #failure: { readonly error: unknown } | undefined;
  #rows: number | undefined;
  #startedMs = 0;
  #cancelling: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    session: Session,
    query: Query,
    columns: readonly SourceColumn[],
    counted: number | undefined,
    signal: AbortSignal,
    release: (clean: boolean) => Promise<void>,
    keepsTransaction = false,
  ) {
    this.#session = session;
    this.#tap = session.tap;
    this.#query = query;
    this.columns = columns;
    if (counted !== undefined) this.counted = counted;
    this.#signal = signal;
    this.#release = release;
    this.#keepsTransaction = keepsTransaction;
    this.batches = { [Symbol.asyncIterator]: () => this.#read() };
  }

  rows(): number {
    if (this.#rows === undefined) throw new Error("The rows are known after the last batch.");
    return this.#rows;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async *#read(): AsyncGenerator<RowBatch, void, undefined> {
    this.#signal.throwIfAborted();
    if (this.#state !== "prepared") throw new Error("The rows can be read once.");
    this.#start();
    for (;;) {
      const batch = this.#ready.shift();
      if (batch !== undefined) {
        yield batch;
        continue;
      }
      if (this.#isOver) break;
      this.#arrived = Promise.withResolvers<void>();
      this.#tap.resume();
      await this.#arrived.promise;
    }
    this.#signal.throwIfAborted();
    if (this.#failure !== undefined) throw this.#failureOf(this.#failure.error);
    if (this.#rows === undefined)
      throw warehouseError("warehouse-protocol", `The ${this.#session.place} did not say how many rows it sent.`);
  }

  get #isOver(): boolean {
    return this.#state === "ended" || this.#state === "closed";
  }

  #start(): void {
    this.#state = "running";
    this.#startedMs = performance.now();
    this.#signal.addEventListener("abort", this.#abort);
    this.#session.client.query(this.#submittable());
  }

  /** What `pg` calls for this query: it hands over the connection, and tells of the end. */
  #submittable(): Submittable {
    const end = (error?: unknown): void => {
      this.#tap.restore();
      if (error !== undefined) this.#failure ??= { error };
      this.#end();
    };
    const submittable = {
      submit: (connection: Connection): void => {
        this.#takeOver();
        // In the types a second argument is asked for that the code does not have.
        connection.bind({ values: this.#query.parameters.map(({ value }) => value) }, true);
        connection.execute({}, true);
        connection.sync();
      },
      handleError: end,
      handleReadyForQuery: () => end(),
    };
    return submittable;
  }

  /** Puts our splitter in the place of the parser of `pg`. */
  #takeOver(): void {
    const splitter = new MessageSplitter({
      rows: (batch) => {
        if (this.#cancelling === undefined) this.#ready.push(batch);
      },
      message: (type, body) => {
        if (type === messages.errorResponse) this.#failure ??= { error: asError(body) };
        else if (type === messages.commandComplete) this.#rows = rowsOf(body) ?? splitter.rows;
        else if (type === messages.readyForQuery) {
          this.#tap.restore();
          // `pg` learns by this message that the connection is idle again.
          this.#tap.pass(Buffer.concat([Buffer.from([type, 0, 0, 0, body.length + 4]), body]));
        }
      },
    });
    this.#tap.divert((chunk) => {
      try {
        splitter.push(chunk);
      } catch (error) {
        this.#cut(error instanceof Error ? error : new NotMessages());
      }
      if (this.#ready.length === 0) return true;
      this.#arrive();
      // After the last row the connection is for `pg` again, and must flow.
      return this.#isOver;
    });
  }

  #cut(error?: Error): void {
    this.#session.client.connection.stream.destroy(error);
  }

  #arrive(): void {
    this.#arrived?.resolve();
    this.#arrived = undefined;
  }

  #end(): void {
    if (this.#state !== "running") return;
    this.#state = "ended";
    this.#signal.removeEventListener("abort", this.#abort);
    this.#arrive();
    this.#ended.resolve();
  }

  readonly #abort = (): void => {
    void this.#cancel();
  };

  /** Ends the running query in the server; what still comes is thrown away. */
  #cancel(): Promise<void> {
    this.#cancelling ??= this.#cancelNow();
    return this.#cancelling;
  }

  async #cancelNow(): Promise<void> {
    this.#ready.length = 0;
    const cut = setTimeout(() => this.#cut(), drainTimeoutMs);
    this.#tap.resume();
    await Promise.race([this.#session.cancel(), this.#ended.promise]);
    await this.#ended.promise;
    clearTimeout(cut);
  }

  async #close(): Promise<void> {
    const state = this.#state;
    if (state === "running") await this.#cancel();
    this.#state = "closed";
    this.#ready.length = 0;
    const untouched = state !== "running" && this.#cancelling === undefined && !this.#session.broken;
    const clean = untouched && (this.#keepsTransaction || (await this.#endTransaction()));
    await this.#release(clean);
  }

  async #endTransaction(): Promise<boolean> {
    try {
      await this.#session.query("ROLLBACK");
      return true;
    } catch {
      return false;
    }
  }

  #failureOf(error: unknown): Error {
    const timedOut = performance.now() - this.#startedMs >= this.#session.config.statementTimeoutMs;
    if (error instanceof NotMessages) {
      return warehouseError("warehouse-protocol", `The ${this.#session.place} sent ${messageOf(error)}.`, { cause: error });
    }
    return this.#session.error(error, { sql: this.#query.sql, timedOut });
  }
}

function asError(body: Buffer): Error {
  const { message, ...fields } = readErrorResponse(body);
  return Object.assign(new Error(message), fields);
}

/**
 * `SELECT 2000000`; or `SELECT` alone, which is how servers before PostgreSQL 9 and Redshift end a query: then the messages that
 * came count, which are whole because this one followed them.
 */
function rowsOf(body: Buffer): number | undefined {
  const digits = /(\d+)\0?$/.exec(body.toString("latin1"))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
