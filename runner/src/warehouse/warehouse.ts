import type { Plan, Query, Slices } from "../compile/plan.ts";
import type { RowBatch } from "../format/encoder.ts";
import type { Dialect, LogicalType } from "../load/types.ts";

/** A column as the warehouse announced it. */
export interface SourceColumn {
  readonly name: string;
  /** The warehouse's own name of the type. */
  readonly type: string;
}

/** A running query. Closing it early cancels it in the warehouse. */
export interface Reading extends AsyncDisposable {
  readonly columns: readonly SourceColumn[];
  /** Rows counted in the same snapshot before reading, where it was asked for. */
  readonly counted?: number;
  /** Batches; each is valid until the next is asked for. Back-pressure: nothing is read while the consumer is busy. */
  readonly batches: AsyncIterable<RowBatch>;
  /**
   * The server's own count of the rows that it sent, or, where it gives none (Redshift), how many row messages came before its
   * word that these were all; known after the last batch.
   */
  rows(): number;
}

/** What can be asked before the rows are read, in the same snapshot. */
export interface Snapshot {
  /** The columns of the query whose rows will be read. */
  readonly columns: readonly SourceColumn[];
  /** The columns of another query. Errors: those of `read`. */
  describe(query: Query): Promise<readonly SourceColumn[]>;
  /** A small answer: each cell's text, as an encoder takes it; null for NULL. Errors: those of `read`. */
  ask(query: Query): Promise<readonly (readonly (string | null)[])[]>;
}

/** How a query is read. */
export interface ReadOptions {
  /** Ends the query, in the warehouse too. */
  readonly signal: AbortSignal;
  /** Counts these rows first, in the same snapshot. */
  readonly count?: Query;
  /** Asks other things first, in the same snapshot; what it throws ends the reading. */
  readonly before?: (snapshot: Snapshot) => Promise<void>;
  /** By what the answer may be cut where an engine would hold all of it in memory. */
  readonly slices?: Slices;
  /** Who asks, for those who look at the warehouse's running queries: the run. Not every warehouse has a place for it. */
  readonly label?: string;
}

/** A file that the engine wrote itself: canonical content, uncompressed, synced. */
export interface Copied {
  /** The engine's own count of the rows that it wrote. */
  readonly rows: number;
  /** Rows that stand in the file, counted there; the caller compares them. */
  readonly written: number;
  readonly bytes: number;
  /** SHA-256 of the content, hex. */
  readonly sha256: string;
  readonly counted?: number;
}

/** How the engine writes a file itself. */
export interface CopyOptions extends ReadOptions {
  /** Told now and then how far it is. */
  readonly onProgress?: (rows: number, bytes: number) => void;
}

/** One warehouse. Several readings may run at a time, each on its own connection, up to `maxQueries`. */
export interface Warehouse extends AsyncDisposable {
  readonly name: string;
  readonly dialect: Dialect;
  /** Whether a column of a source type holds values of a logical type. */
  accepts(type: LogicalType, sourceType: string): boolean;
  /** Starts a query. Errors: warehouse-* codes of ./errors.ts. */
  read(query: Query, options: ReadOptions): Promise<Reading>;
  /** The columns of a query, without its rows. */
  describe(query: Query, signal: AbortSignal): Promise<readonly SourceColumn[]>;
  /** How many rows its planner expects of a query, without running it; undefined when it does not say. Errors: as `describe`. */
  estimate?(query: Query, signal: AbortSignal): Promise<number | undefined>;
  /**
   * Writes a whole plan to `file` by the engine's own means, where that is faster and gives the same bytes; undefined when
   * this plan can't be written so (then `read` and an encoder do it).
   */
  copyTo?(plan: Plan, file: string, options: CopyOptions): Promise<Copied | undefined>;
  /** What `doctor` prints: version, role, rights, settings that matter. */
  check(signal: AbortSignal): Promise<readonly Check[]>;
  /** A connection that looks at changes again and again. Absent where the engine has no change tables (all but PostgreSQL). */
  watch?(signal: AbortSignal): Promise<Watch>;
  /** Whether no index finds a table's rows by the columns. Absent where the engine looks for children another way. */
  lacksIndex?(child: ChildTable, signal: AbortSignal): Promise<boolean>;
}

/** A connection of its own that is kept open. Errors: those of `read`. */
export interface Watch extends AsyncDisposable {
  /** Asks several things of one moment: one read-only snapshot, which ends with `work`. One at a time. */
  look<T>(work: (moment: Moment) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Calls back when the database says a word on a channel, and after each time that one may have been missed. */
  listen(channel: string, onWord: () => void): Promise<AsyncDisposable>;
}

/** One moment of a database. */
export interface Moment {
  /** A small answer: each cell's text, as an encoder takes it; null for NULL. */
  ask(query: Query): Promise<readonly (readonly (string | null)[])[]>;
  /** Row batches; each is valid until the next is asked for. */
  read(query: Query): AsyncIterable<RowBatch>;
}

/** A table of child rows, and the columns by which they are found. */
export interface ChildTable {
  /** As a template writes it. */
  readonly table: string;
  readonly columns: readonly string[];
}

/** One line of `doctor`. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** It works, but could be safer; the detail says how. */
  readonly advice?: true;
  /** What was found; with `ok: false` what to do, too. */
  readonly detail: string;
}
