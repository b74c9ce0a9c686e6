import type { Dialect, RawBuilder, Transaction } from "kysely";
import type { Tables } from "../tables.ts";

/** What differs between the databases that can hold a ledger; one small file for each. */
export interface Engine {
  /** What to call the ledger in messages: a path, or a URL without its password. */
  readonly place: string;
  readonly dialect: Dialect;
  readonly columns: ColumnTypes;
  /** The ledger's clock, so many milliseconds from now. The clocks of the runners are never asked. */
  now(offsetMs: number): RawBuilder<string>;
  /** An instant given as ISO 8601, as an expression of the type of a time column. */
  instant(iso: string): RawBuilder<string>;
  /** Expression: bytes that the ledger's tables and indexes take up. */
  readonly size: RawBuilder<number>;
  /** `given` of Ledger, of the JSON of the rows. */
  given(json: string, columns: Readonly<Record<string, GivenType>>): RawBuilder<unknown>;
  /** What to append to the select by which a claim locks its obligation. Rows that are locked are left out. */
  readonly claimLock: RawBuilder<unknown> | undefined;
  /** Whether an error says that a unique index refused a row. */
  isDuplicate(error: unknown): boolean;
  /** Whether the database undid a change because another one was in its way, so that it is worth making again. */
  isConflict(error: unknown): boolean;
  /** Connections of their own for what must not wait behind other questions; absent where there is one connection anyway. */
  readonly urgentDialect?: Dialect;
  /** Sends word to whoever listens on the channel, when the transaction is committed; absent where nobody could hear it. */
  notify?(db: Transaction<Tables>, channel: string): Promise<void>;
  /** Hears the word of other processes, on a connection of its own which is made anew when it breaks; see `Ledger.listen`. */
  listen?(channel: string, onWord: () => void): AsyncDisposable;
  /** What the driver's error means to a person; any other error, which is a mistake in the program, as it is. */
  explain(error: unknown): unknown;
}

/** The engine's types for columns. */
export interface ColumnTypes {
  readonly time: "text" | "timestamptz(3)";
  readonly count: "integer" | "bigint";
  readonly flag: "integer" | "boolean";
}

/** The type of a column of rows that are given to a statement. */
export type GivenType = "text" | "time" | "count";
