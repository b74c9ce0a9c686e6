import { type DuckDBConnection, type DuckDBResult, StatementType } from "@duckdb/node-api";
import type { Query } from "../../compile/plan.ts";
import { warehouseError } from "../errors.ts";
import type { SourceColumn } from "../warehouse.ts";
import { duckdbError } from "./duckdb-errors.ts";

/** How often a query that should end is told again: DuckDB forgets an interrupt that comes just before the query does. */
const interruptEveryMs = 50;

/** One connection for one query and what belongs to it: a transaction, a time limit, a signal. */
export class DuckdbSession implements AsyncDisposable {
  readonly #connection: DuckDBConnection;
  readonly #place: string;
  readonly #signal: AbortSignal;
  readonly #release: () => void;
  readonly #timer: NodeJS.Timeout;
  readonly #timeoutMs: number;
  #interrupting: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #timedOut = false;
  #closed = false;

  constructor(connection: DuckDBConnection, options: SessionOptions) {
    this.#connection = connection;
    this.#place = options.place;
    this.#signal = options.signal;
    this.#release = options.release;
    this.#timeoutMs = options.timeoutMs;
    this.#timer = setTimeout(() => {
      this.#timedOut = true;
      this.#interrupt();
    }, options.timeoutMs);
    this.#signal.addEventListener("abort", this.#interrupt);
  }

  /** Checks that the query is one SELECT, which is all that reviewed SQL may be, and tells its columns. */
  describe(query: Query): Promise<readonly SourceColumn[]> {
    return this.step(async (connection) => {
      const prepared = await connection.prepare(query.sql).catch((error: unknown) => {
        throw duckdbError(error, this.#place, "preparing");
      });
      const { statementType } = prepared;
      prepared.destroySync();
      if (statementType !== StatementType.SELECT) {
        throw warehouseError("warehouse-sql-refused", `${this.#place} takes a single SELECT.`);
      }
      return await this.#columns(connection, query);
    });
  }

  /** The columns, asked with the values in place: without them DuckDB may leave the types open (`json_object('k', $1)`). */
  async #columns(connection: DuckDBConnection, query: Query): Promise<readonly SourceColumn[]> {
    const given = values(query);
    const describing = async (bound: readonly (string | null)[]) =>
      (await connection.run(`DESCRIBE ${query.sql}`, [...bound])).getRows();
    try {
      return (await describing(given)).map(([name, type]) => ({ name: String(name), type: String(type) }));
    } catch (error) {
      // Words that are the same without the values quote none of them.
      const bare = await describing(given.map(() => null)).then(String, String);
      throw duckdbError(error, this.#place, bare === String(error) ? "preparing" : "running");
    }
  }

  async begin(): Promise<void> {
    await this.step((connection) => connection.run("BEGIN TRANSACTION"));
  }

  /** The number that a query counts. */
  async count(query: Query): Promise<number> {
    await this.describe(query);
    const rows = await this.rows(query.sql, query);
    return Number(rows[0]?.[0]);
  }

  /** A few rows, as the engine's values. `query` lends its parameters. */
  rows(sql: string, query: Query): Promise<readonly (readonly unknown[])[]> {
    return this.step(async (connection) => (await connection.run(sql, values(query))).getRows());
  }

  /** Rows without end. */
  stream(sql: string, query: Query): Promise<DuckDBResult> {
    return this.step((connection) => connection.stream(sql, values(query)));
  }

  /** Runs a step; one at a time. Throws the signal's reason, warehouse-timeout, or what the engine said. */
  async step<Result>(work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    this.#check();
    const running = work(this.#connection);
    this.#running = running.catch(() => {});
    try {
      return await running;
    } catch (error) {
      this.#check();
      throw duckdbError(error, this.#place);
    }
  }

  /** Ends what still runs, closes the connection and gives the place back. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#interrupt);
    this.#interrupt();
    await this.#running;
    clearInterval(this.#interrupting);
    this.#connection.closeSync();
    this.#release();
  }

  #check(): void {
    this.#signal.throwIfAborted();
    if (!this.#timedOut) return;
    throw warehouseError("warehouse-timeout", `The query on ${this.#place} took longer than its ${this.#timeoutMs / 1000} s.`);
  }

  readonly #interrupt = (): void => {
    this.#connection.interrupt();
    this.#interrupting ??= setInterval(() => this.#connection.interrupt(), interruptEveryMs);
  };
}

/** What a session is held to. */
export interface SessionOptions {
  /** Names the warehouse in messages. */
  readonly place: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Called once, when the connection is closed. */
  readonly release: () => void;
}

function values({ parameters }: Query): string[] {
  return parameters.map(({ value }) => value);
}
