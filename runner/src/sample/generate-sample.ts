import { setImmediate } from "node:timers/promises";
import type { ClientConfig } from "pg";
import { openDuckdbWriter } from "./duckdb-writer.ts";
import { generateContact } from "./generate-contact.ts";
import { addLoadLog } from "./load-log.ts";
import { openPostgresWriter } from "./postgres-writer.ts";
import { Rows } from "./rows.ts";
import type { SampleWriter, TableRows, WriterOptions } from "./sample-writer.ts";
import { sampleInfo } from "./tables.ts";

/** Where a sample warehouse goes: a DuckDB file, or the schema `reporting` of a PostgreSQL database. */
export type SampleTarget =
  | { readonly type: "duckdb"; readonly file: string }
  | { readonly type: "postgres"; readonly connection: ClientConfig };

/** The contacts of a sample that nobody asked to be larger: enough for every example, made in seconds. */
export const defaultContacts = 20_000;
/** The same seed gives the same rows. */
export const defaultSeed = 2026;

/** What to generate, and where to put it. */
export interface GenerateSampleOptions {
  readonly target: SampleTarget;
  readonly contacts?: number;
  /** A 32-bit whole number; the same seed gives the same rows. */
  readonly seed?: number;
  /** Replaces what is there, also where the sample did not make it. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SampleProgress) => void;
}

/** How far a sample is. */
export interface SampleProgress {
  /** Contacts written so far. */
  readonly contacts: number;
  /** Contacts in all, where that is known. */
  readonly total?: number;
  /** Rows written so far, in all tables. */
  readonly rows: number;
}

/** What was made. */
export interface SampleResult {
  readonly tables: readonly TableRows[];
  readonly elapsedMs: number;
}

/** So many contacts are generated and written at a time. */
const sliceContacts = 2_000;

/**
 * Makes a sample warehouse: the same rows for the same seed and number of contacts, in either engine; a larger one begins with
 * the rows of a smaller one. Aborted, failed or killed it leaves the target as it was. Errors: sample-* codes,
 * warehouse-* of the connection.
 */
export async function generateSample(options: GenerateSampleOptions): Promise<SampleResult> {
  const { target, contacts = defaultContacts, seed = defaultSeed, onProgress } = options;
  const signal = options.signal ?? new AbortController().signal;
  const began = performance.now();
  await using writer = await openWriter(target, { force: options.force ?? false, signal });
  let written = 0;
  for (let first = 0; first < contacts; first += sliceContacts) {
    // Lets a signal or a key press in: DuckDB's appender never waits.
    await setImmediate();
    signal.throwIfAborted();
    const rows = new Rows();
    const end = Math.min(first + sliceContacts, contacts);
    for (let number = first; number < end; number++) generateContact(seed, number, rows);
    await writer.write(rows);
    written += rows.count;
    onProgress?.({ contacts: end, total: contacts, rows: written });
  }
  const rest = new Rows();
  addLoadLog(rest);
  rest.add(sampleInfo, ["generated", seed, contacts]);
  await writer.write(rest);
  signal.throwIfAborted();
  const tables = await writer.finish();
  return { tables, elapsedMs: performance.now() - began };
}

/** Opens the writer of a target. */
export function openWriter(target: SampleTarget, options: WriterOptions): Promise<SampleWriter> {
  return target.type === "duckdb" ? openDuckdbWriter(target.file, options) : openPostgresWriter(target.connection, options);
}
