import type { Query } from "../../compile/plan.ts";
import type { Dialect } from "../../load/types.ts";
import { warehouseError } from "../errors.ts";
import { rowsInExplain } from "../estimated-rows.ts";
import type { Accepts } from "../match-columns.ts";
import type { Check, Reading, ReadOptions, Snapshot, SourceColumn, Warehouse } from "../warehouse.ts";
import { PostgresReading } from "./postgres-reading.ts";
import { prepare } from "./prepare.ts";
import type { Server } from "./server.ts";
import type { Session } from "./session.ts";
import { SessionPool } from "./session-pool.ts";

/** How often a statement that should end is told again: a server forgets a cancel that comes just before the statement does. */
const cancelAgainMs = 500;

/** A warehouse whose server speaks PostgreSQL's protocol; connections are made when they are needed. */
export class ProtocolWarehouse implements Warehouse {
  readonly name: string;
  readonly dialect: Dialect;
  readonly accepts: Accepts;
  readonly #server: Server;
  readonly #pool: SessionPool;

  constructor(server: Server) {
    this.name = server.name;
    this.dialect = server.dialect;
    this.accepts = server.accepts;
    this.#server = server;
    this.#pool = new SessionPool(server);
  }

  /** Count, what is asked before, and rows are of one snapshot. The query is parsed and described at once; it runs when its rows are asked for. */
  async read(query: Query, { signal, count, before, label }: ReadOptions): Promise<Reading> {
    const session = await this.#pool.acquire(signal);
    try {
      const { columns, counted } = await whileRunning(session, signal, async () => {
        await session.query(this.#server.begin(label));
        await this.#server.fill?.(session);
        const counted = count === undefined ? undefined : await countRows(session, count);
        const columns = await prepare(session, query);
        if (before === undefined) return { counted, columns };
        await before(snapshotOf(session, columns, signal));
        // What was asked took the place of the unnamed statement.
        return { counted, columns: await prepare(session, query) };
      });
      return new PostgresReading(session, query, columns, counted, signal, (clean) => this.#pool.release(session, clean));
    } catch (error) {
      await this.#pool.release(session, false);
      throw error;
    }
  }

  async describe(query: Query, signal: AbortSignal): Promise<readonly SourceColumn[]> {
    return await this.#once(signal, (session) => prepare(session, query));
  }

  async estimate({ sql, parameters }: Query, signal: AbortSignal): Promise<number | undefined> {
    const values = parameters.map(({ value }) => value);
    const rows = await this.#once(signal, (session) => session.ask(`EXPLAIN ${sql}`, values));
    return rowsInExplain(rows.map(([line]) => line));
  }

  check(signal: AbortSignal): Promise<readonly Check[]> {
    return this.#server.check(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.close();
  }

  /** Runs one step on a session of its own. */
  async #once<Result>(signal: AbortSignal, step: (session: Session) => Promise<Result>): Promise<Result> {
    const session = await this.#pool.acquire(signal);
    let clean = false;
    try {
      const result = await whileRunning(session, signal, () => step(session));
      clean = true;
      return result;
    } finally {
      await this.#pool.release(session, clean);
    }
  }
}

/** Runs a step on a session; when the signal fires the server is told to end it, and the signal's reason is thrown. */
export async function whileRunning<Result>(
  session: Session,
  signal: AbortSignal,
  step: () => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  let again: NodeJS.Timeout | undefined;
  const abort = (): void => {
    void session.cancel();
    again ??= setInterval(() => void session.cancel(), cancelAgainMs);
  };
  signal.addEventListener("abort", abort);
  const startedMs = performance.now();
  try {
    const result = await step();
    // Too late for this step, but the cancel is on its way: the session must not be used for another.
    signal.throwIfAborted();
    return result;
  } catch (error) {
    signal.throwIfAborted();
    throw cancelledOrLate(error, session, performance.now() - startedMs);
  } finally {
    signal.removeEventListener("abort", abort);
    clearInterval(again);
  }
}

/** The server reports a cancel and a timeout by the same code; the clock tells them apart. */
function cancelledOrLate(error: unknown, session: Session, elapsedMs: number): unknown {
  const isCancel = error instanceof Error && "code" in error && error.code === "warehouse-cancelled";
  if (!isCancel || elapsedMs < session.config.statementTimeoutMs) return error;
  const message = `The query on ${session.place} took longer than its ${session.config.statementTimeoutMs / 1000} s.`;
  return warehouseError("warehouse-timeout", message, { cause: error });
}

/** Several statements: one that has not been sent when the signal fires is not sent any more. */
function snapshotOf(session: Session, columns: readonly SourceColumn[], signal: AbortSignal): Snapshot {
  return {
    columns,
    describe: async (query) => {
      signal.throwIfAborted();
      return await prepare(session, query);
    },
    ask: async ({ sql, parameters }) => {
      signal.throwIfAborted();
      return await session.ask(
        sql,
        parameters.map(({ value }) => value),
      );
    },
  };
}

async function countRows(session: Session, count: Query): Promise<number> {
  const rows = await session.ask(
    count.sql,
    count.parameters.map(({ value }) => value),
  );
  return Number(rows[0]?.[0]);
}
