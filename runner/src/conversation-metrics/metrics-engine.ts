import { join } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { duckdbLiteral } from "../format/duckdb-canonical.ts";
import { openEngine } from "../format/duckdb-engine.ts";
import type { ReadableDocument } from "./document-source.ts";
import { engineError } from "./engine-error.ts";
import { metricsError } from "./errors.ts";

/** A row by column; whole numbers of 64 bits are texts. */
export type Row = Readonly<Record<string, unknown>>;

/** What a query may read by `getvariable`; undefined: not set. */
export type Variable = string | boolean | readonly string[] | undefined;

/** More goes to the disk; the memory of the reader of JSON comes on top. */
const memoryLimit = "512MB";
/** How often a query that should end is told again: DuckDB forgets an interrupt that comes just before the query does. */
const interruptEveryMs = 50;

/** An engine of its own that reaches the given documents and a folder for what does not fit into memory, and nothing else. */
export class MetricsEngine implements AsyncDisposable {
  readonly #documents: readonly ReadableDocument[];
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #signal: AbortSignal;
  #interrupting: NodeJS.Timeout | undefined;

  private constructor(
    documents: readonly ReadableDocument[],
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    signal: AbortSignal,
  ) {
    this.#documents = documents;
    this.#instance = instance;
    this.#connection = connection;
    this.#signal = signal;
    signal.addEventListener("abort", this.#interrupt);
  }

  /** Errors: metrics-failed; the signal's reason. */
  static async open(documents: readonly ReadableDocument[], folder: string, signal: AbortSignal): Promise<MetricsEngine> {
    signal.throwIfAborted();
    const files = documents.map(({ file }) => file);
    try {
      const instance = await openEngine({ folders: [], files, memoryLimit, temporary: join(folder, "engine") });
      return new MetricsEngine(documents, instance, await instance.connect(), signal);
    } catch (error) {
      throw metricsError("metrics-failed", "DuckDB, which works out the metrics, could not be started.", { cause: error });
    }
  }

  /** Runs statements and answers the rows of the last one. Errors: those of engineError; the signal's reason. */
  async rows(sql: string): Promise<readonly Row[]> {
    this.#signal.throwIfAborted();
    try {
      return (await this.#connection.runAndReadAll(sql)).getRowObjectsJson();
    } catch (error) {
      this.#signal.throwIfAborted();
      throw engineError(error, this.#documents);
    }
  }

  async set(name: string, value: Variable): Promise<void> {
    await this.rows(value === undefined ? `RESET VARIABLE ${name}` : `SET VARIABLE ${name} = ${literal(value)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener("abort", this.#interrupt);
    clearInterval(this.#interrupting);
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  readonly #interrupt = (): void => {
    this.#connection.interrupt();
    this.#interrupting ??= setInterval(() => this.#connection.interrupt(), interruptEveryMs);
  };
}

function literal(value: string | boolean | readonly string[]): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return duckdbLiteral(value);
  return `[${value.map(duckdbLiteral).join(", ")}]::VARCHAR[]`;
}
