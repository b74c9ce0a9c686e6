import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunkWriter,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUUIDValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import type { SampleErrorCode } from "./errors.ts";
import type { Rows } from "./rows.ts";
import type { SampleWriter, TableRows, WriterOptions } from "./sample-writer.ts";
import { createTable, fillContactCounts, fillInteractions, qualified } from "./table-sql.ts";
import { type Cell, type CellKind, interactionInputs, sampleInfo, sampleSchema, sampleTables, type Table } from "./tables.ts";

/**
 * Fills a DuckDB database beside `file` and renames it into place at the end. Errors: sample-target-not-ours,
 * sample-target-locked, sample-target-failed.
 */
export async function openDuckdbWriter(file: string, options: WriterOptions): Promise<SampleWriter> {
  if (!options.force && existsSync(file) && !(await isSample(file))) {
    throw new DatafeedError(
      "sample-target-not-ours" satisfies SampleErrorCode,
      `${file} exists and is not a sample warehouse.`,
      {
        hint: "Choose another file, or replace it with --force.",
      },
    );
  }
  try {
    mkdirSync(dirname(file), { recursive: true });
    removeLeftovers(file);
    const partial = `${file}.${process.pid}.partial`;
    const instance = await DuckDBInstance.create(partial, { autoinstall_known_extensions: "false", memory_limit: "512MB" });
    const connection = await instance.connect();
    await using unfinished = new AsyncDisposableStack();
    const writer = unfinished.use(new DuckdbWriter(file, partial, instance, connection, options.signal));
    await writer.createTables();
    unfinished.move();
    return writer;
  } catch (cause) {
    options.signal.throwIfAborted();
    throw failed(file, cause);
  }
}

class DuckdbWriter implements SampleWriter {
  readonly #file: string;
  readonly #partial: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #signal: AbortSignal;
  readonly #interrupt = () => this.#connection.interrupt();
  readonly #tables = new Map<Table, TableAppender>();
  #closed = false;

  constructor(file: string, partial: string, instance: DuckDBInstance, connection: DuckDBConnection, signal: AbortSignal) {
    this.#file = file;
    this.#partial = partial;
    this.#instance = instance;
    this.#connection = connection;
    this.#signal = signal;
    signal.addEventListener("abort", this.#interrupt);
  }

  async createTables(): Promise<void> {
    await this.#connection.run("set timezone = 'UTC'");
    await this.#connection.run(`create schema ${sampleSchema}`);
    for (const table of [...sampleTables, interactionInputs]) await this.#connection.run(createTable(table, "duckdb"));
  }

  async write(rows: Rows): Promise<void> {
    try {
      for (const [table, cells] of rows.tables()) {
        const appender = this.#tables.get(table) ?? (await this.#openTable(table));
        for (const row of cells) appender.append(row);
      }
    } catch (cause) {
      this.#signal.throwIfAborted();
      throw failed(this.#file, cause);
    }
  }

  async finish(): Promise<readonly TableRows[]> {
    try {
      for (const appender of this.#tables.values()) appender.close();
      this.#tables.clear();
      await this.#connection.run(fillInteractions);
      await this.#connection.run(fillContactCounts);
      const counted: TableRows[] = [];
      for (const table of sampleTables) counted.push({ name: table.name, rows: await this.#count(table) });
      await this.#connection.run("checkpoint");
      this.#signal.throwIfAborted();
      this.#close();
      rmSync(`${this.#file}.wal`, { force: true });
      renameSync(this.#partial, this.#file);
      return counted;
    } catch (cause) {
      this.#signal.throwIfAborted();
      throw failed(this.#file, cause);
    }
  }

  async #count(table: Table): Promise<number> {
    const reader = await this.#connection.runAndReadAll(`select count(*) from ${qualified(table)}`);
    return Number(reader.getRows()[0]?.[0]);
  }

  async #openTable(table: Table): Promise<TableAppender> {
    const staged = table === interactionInputs;
    const appender = await this.#connection.createAppender(table.name, staged ? "main" : sampleSchema, staged ? "temp" : null);
    const opened = new TableAppender(table, appender);
    this.#tables.set(table, opened);
    return opened;
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#signal.removeEventListener("abort", this.#interrupt);
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    removePartial(this.#partial);
  }
}

/** Appends rows to one table, a vector at a time. */
class TableAppender {
  readonly #appender: DuckDBAppender;
  readonly #chunks: DuckDBDataChunkWriter;
  readonly #converters: readonly Converter[];
  readonly #row: (DuckDBValue | null)[];

  constructor(table: Table, appender: DuckDBAppender) {
    this.#appender = appender;
    this.#chunks = DuckDBDataChunkWriter.forAppender(appender);
    this.#converters = table.columns.map(({ kind }) => converterOf(kind));
    this.#row = new Array<DuckDBValue | null>(table.columns.length).fill(null);
  }

  append(cells: readonly Cell[]): void {
    this.#converters.forEach((convert, index) => {
      const cell = cells[index] ?? null;
      this.#row[index] = cell === null ? null : convert(cell);
    });
    this.#chunks.appendRow(this.#row);
  }

  close(): void {
    this.#chunks.flush();
    this.#appender.closeSync();
  }
}

type Converter = (cell: string | number | boolean) => DuckDBValue;

function converterOf(kind: CellKind): Converter {
  switch (kind) {
    case "uuid":
      return uuidConverter();
    case "bigint":
      return (cell) => BigInt(cell);
    case "cents":
      return (cell) => new DuckDBDecimalValue(BigInt(cell), 12, 2);
    case "instant":
      return (cell) => new DuckDBTimestampTZValue(BigInt(cell));
    case "utc-naive":
      return (cell) => new DuckDBTimestampValue(BigInt(cell));
    default:
      return (cell) => cell;
  }
}

/** Rows of one contact follow each other: its id is parsed once. */
function uuidConverter(): Converter {
  let text: string | number | boolean = "";
  let value = DuckDBUUIDValue.Min;
  return (cell) => {
    if (cell === text) return value;
    text = cell;
    value = DuckDBUUIDValue.fromUint128(BigInt(`0x${String(cell).replaceAll("-", "")}`));
    return value;
  };
}

/** Whether an existing file is a sample warehouse. Error: sample-target-locked, since nobody can look into it then. */
async function isSample(file: string): Promise<boolean> {
  try {
    const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
    try {
      const connection = await instance.connect();
      const found = await connection.runAndReadAll(
        "select count(*) from information_schema.tables where table_schema = $1 and table_name = $2",
        [sampleSchema, sampleInfo.name],
      );
      connection.closeSync();
      return Number(found.getRows()[0]?.[0]) === 1;
    } finally {
      instance.closeSync();
    }
  } catch (cause) {
    const said = messageOf(cause);
    if (!/Could not set lock on file/.test(said)) return false;
    const pid = /\(PID (\d+)\)/.exec(said)?.[1];
    throw new DatafeedError(
      "sample-target-locked" satisfies SampleErrorCode,
      `${file} is open in another process${pid === undefined ? "" : ` (PID ${pid})`}.`,
      { cause, hint: "Close that process, or choose another file." },
    );
  }
}

/** Removes what a killed generator left beside `file`. */
function removeLeftovers(file: string): void {
  const prefix = `${basename(file)}.`;
  for (const name of readdirSync(dirname(file))) {
    const pid = name.startsWith(prefix) ? /^(\d+)\.partial$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid !== undefined && !isAlive(Number(pid))) removePartial(join(dirname(file), name));
  }
}

function removePartial(partial: string): void {
  for (const suffix of ["", ".wal", ".tmp"]) rmSync(`${partial}${suffix}`, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function failed(file: string, cause: unknown): DatafeedError {
  if (cause instanceof DatafeedError) return cause;
  return new DatafeedError("sample-target-failed" satisfies SampleErrorCode, `${file}: ${messageOf(cause)}`, {
    cause,
    hint: "Is there space and the right to write, and is no other program holding the file?",
  });
}
