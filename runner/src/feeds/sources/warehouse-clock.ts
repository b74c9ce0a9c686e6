import type { Query } from "../../compile/plan.ts";
import type { Dialect } from "../../load/types.ts";
import { bufferOf, cellTexts } from "../data-rows.ts";
import type { Asking } from "./read-rows.ts";

/** UTC, ISO 8601 with microseconds. Redshift's SYSDATE is UTC in our sessions; `now()` runs on its leader alone. */
const clocks: Readonly<Record<Dialect, string>> = {
  postgres: `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  redshift: `to_char(sysdate, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  duckdb: "strftime(now() AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')",
};

/**
 * The clock of a warehouse, which rows are dated by more likely than by a runner's: runners may differ, and one may jump. DuckDB
 * has that of the machine it runs on.
 */
export class WarehouseClock {
  #asked: { readonly atMs: number; readonly monotonicMs: number } | undefined;

  /** Asks the warehouse; UTC, ISO 8601 with microseconds. */
  async ask({ dialect, ask }: Asking): Promise<string> {
    const query: Query = { sql: `SELECT ${clocks[dialect]}`, parameters: [] };
    for await (const batch of ask(query)) {
      const [now] = cellTexts(bufferOf(batch), 0, [0]);
      if (now == null) break;
      this.#asked = { atMs: Date.parse(now), monotonicMs: performance.now() };
      return now;
    }
    throw new Error("The warehouse gave no time.");
  }

  /** What it says about now: as it was when it was asked last, and as much time later. Milliseconds; without a question if possible. */
  async about(asking: Asking): Promise<number> {
    if (this.#asked === undefined) return Date.parse(await this.ask(asking));
    return this.#asked.atMs + performance.now() - this.#asked.monotonicMs;
  }
}
