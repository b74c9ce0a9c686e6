import type { Plan, Query } from "../../compile/plan.ts";
import type { ConnectionsInForce } from "../../connect/connections-in-force.ts";
import { OpenParts } from "../../connect/open-parts.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { RowCount } from "./row-count.ts";

/** How rows are counted. */
export interface CounterOptions {
  /** The operator's: what a repository says of itself is not asked. */
  readonly connections: ConnectionsInForce;
  /** The longest time that one count may take. */
  readonly timeoutMs: number;
  /** What a row of the extract's last file had on average, in bytes of the file; undefined where nobody knows. */
  readonly bytesPerRow: (plan: Plan) => Promise<number | undefined>;
}

/** All counts together may take so many times as long as one. */
const allTimes = 6;
/** Of these a second question would say the same. */
const lasting = ["warehouse-unreachable", "warehouse-refused", "warehouse-tls", "warehouse-credentials"];

/** Counts rows in the operator's warehouses, one query at a time and none for long; closes them at the end. */
export class WarehouseCounter implements AsyncDisposable {
  readonly #options: CounterOptions;
  readonly #parts: OpenParts;
  readonly #failed = new Map<string, string>();
  #spentMs = 0;

  constructor(options: CounterOptions) {
    this.#options = options;
    this.#parts = new OpenParts(options.connections);
  }

  readonly count = async (plan: Plan, signal?: AbortSignal): Promise<RowCount | { readonly why: string }> => {
    const { timeoutMs } = this.#options;
    if (this.#spentMs >= allTimes * timeoutMs)
      return { why: `counting took more than ${seconds(allTimes * timeoutMs)} in all` };
    const failed = this.#failed.get(plan.warehouse);
    if (failed !== undefined) return { why: failed };
    const startedMs = performance.now();
    try {
      return await this.#ask(plan, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof DatafeedError)) throw error;
      // Its words may quote hosts and data; they are for who has the connections.
      const why = `the warehouse ${plan.warehouse} can't be asked (${error.code})`;
      if (lasting.includes(error.code) || error.code.startsWith("connection-")) this.#failed.set(plan.warehouse, why);
      return { why };
    } finally {
      this.#spentMs += performance.now() - startedMs;
    }
  };

  async #ask(plan: Plan, signal: AbortSignal | undefined): Promise<RowCount | { readonly why: string }> {
    const warehouse = await this.#parts.warehouse(plan.warehouse);
    const { timeoutMs } = this.#options;
    const counted = await within(timeoutMs, signal, (limit) => countRows(warehouse, plan.count, limit));
    const rows = counted ?? (await within(timeoutMs, signal, (limit) => estimate(warehouse, plan.query, limit)));
    if (rows === undefined) return { why: `counting takes longer than ${seconds(timeoutMs)}` };
    const each = await this.#options.bytesPerRow(plan);
    const basis = counted === undefined ? "statistics" : "counted";
    return { basis, rows, ...(each !== undefined && { bytes: Math.round(rows * each) }) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts[Symbol.asyncDispose]();
  }
}

/** The answer, or undefined when it takes too long: then it is ended in the warehouse, too. */
async function within<Answer>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (limit: AbortSignal) => Promise<Answer>,
): Promise<Answer | undefined> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await work(signal === undefined ? timeout : AbortSignal.any([signal, timeout]));
  } catch (error) {
    signal?.throwIfAborted();
    if (timeout.aborted) return undefined;
    throw error;
  }
}

const nothing: Query = { sql: "SELECT 1 AS nothing", parameters: [] };

async function countRows(warehouse: Warehouse, count: Query, signal: AbortSignal): Promise<number | undefined> {
  await using reading = await warehouse.read(nothing, { signal, count });
  return reading.counted;
}

async function estimate(warehouse: Warehouse, query: Query, signal: AbortSignal): Promise<number | undefined> {
  return await warehouse.estimate?.(query, signal);
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
