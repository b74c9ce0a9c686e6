import pg from "pg";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import { postgresError } from "../warehouse/postgres/postgres-errors.ts";
import { CopyIn } from "./copy-in.ts";
import type { SampleErrorCode } from "./errors.ts";
import type { Rows } from "./rows.ts";
import type { SampleWriter, TableRows, WriterOptions } from "./sample-writer.ts";
import { createIndexes, createTable, fillContactCounts, fillInteractions, qualified } from "./table-sql.ts";
import { type Cell, type CellKind, interactionInputs, sampleInfo, sampleSchema, sampleTables, type Table } from "./tables.ts";

/**
 * Fills the schema `reporting` of a PostgreSQL database, in one transaction. Errors: sample-target-not-ours,
 * sample-target-failed; of the connection the warehouse-* codes that a run has.
 */
export async function openPostgresWriter(connection: pg.ClientConfig, options: WriterOptions): Promise<SampleWriter> {
  const client = new pg.Client({ ...connection, application_name: "datafeed sample" });
  // A connection that breaks between two statements fails the next one.
  client.on("error", () => {});
  const writer = new PostgresWriter(client, connection, options.signal);
  try {
    await client.connect().catch((cause: unknown) => {
      const { user, host, port, database } = client;
      throw postgresError(cause, { place: `PostgreSQL server (${user}@${host}:${port}/${database})`, phase: "connect" });
    });
    await writer.createTables(options.force);
    return writer;
  } catch (cause) {
    await writer[Symbol.asyncDispose]();
    options.signal.throwIfAborted();
    throw failed(cause);
  }
}

class PostgresWriter implements SampleWriter {
  readonly #client: pg.Client;
  readonly #connection: pg.ClientConfig;
  readonly #signal: AbortSignal;
  readonly #cancel = () => void this.#cancelQuery();
  #process = 0;

  constructor(client: pg.Client, connection: pg.ClientConfig, signal: AbortSignal) {
    this.#client = client;
    this.#connection = connection;
    this.#signal = signal;
    signal.addEventListener("abort", this.#cancel);
  }

  async createTables(force: boolean): Promise<void> {
    await this.#client.query("begin");
    await this.#client.query("set local timezone = 'UTC'");
    const found = await this.#client.query<{ schema: boolean; ours: boolean; process: number }>(
      `select to_regnamespace($1) is not null as schema, to_regclass($2) is not null as ours, pg_backend_pid() as process`,
      [sampleSchema, qualified(sampleInfo)],
    );
    const { schema, ours, process } = found.rows[0] ?? { schema: false, ours: false, process: 0 };
    this.#process = process;
    if (schema && !ours && !force) {
      throw new DatafeedError(
        "sample-target-not-ours" satisfies SampleErrorCode,
        `The database has a schema "${sampleSchema}" that is not a sample warehouse.`,
        { hint: "Choose another database, or replace the schema with --force." },
      );
    }
    if (schema) await this.#client.query(`drop schema ${sampleSchema} cascade`);
    await this.#client.query(`create schema ${sampleSchema}`);
    for (const table of [...sampleTables, interactionInputs]) await this.#client.query(createTable(table, "postgres"));
  }

  async write(rows: Rows): Promise<void> {
    try {
      for (const [table, cells] of rows.tables()) {
        this.#signal.throwIfAborted();
        const columns = table.columns.map(({ name }) => name).join(", ");
        const copy = new CopyIn(`copy ${qualified(table)} (${columns}) from stdin`, encode(table, cells));
        this.#client.query(copy);
        await copy.done;
      }
    } catch (cause) {
      this.#signal.throwIfAborted();
      throw failed(cause);
    }
  }

  async finish(): Promise<readonly TableRows[]> {
    try {
      await this.#run(fillInteractions);
      await this.#run(fillContactCounts);
      const counted: TableRows[] = [];
      for (const table of sampleTables) {
        for (const sql of createIndexes(table)) await this.#run(sql);
        await this.#run(`analyze ${qualified(table)}`);
        const { rows } = await this.#client.query<{ count: string }>(`select count(*) from ${qualified(table)}`);
        counted.push({ name: table.name, rows: Number(rows[0]?.count) });
      }
      await this.#client.query(`drop table ${interactionInputs.name}`);
      await this.#run("commit");
      return counted;
    } catch (cause) {
      this.#signal.throwIfAborted();
      throw failed(cause);
    }
  }

  async #run(sql: string): Promise<void> {
    this.#signal.throwIfAborted();
    await this.#client.query(sql);
  }

  /** Ends the running statement on the server too; it would go on after we left. */
  async #cancelQuery(): Promise<void> {
    const client = new pg.Client(this.#connection);
    client.on("error", () => {});
    try {
      await client.connect();
      await client.query("select pg_cancel_backend($1)", [this.#process]);
    } catch {
      // The statement then ends by itself, and its transaction with the connection.
    } finally {
      await client.end().catch(() => {});
    }
  }

  /** An open transaction goes with its connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener("abort", this.#cancel);
    await this.#client.end().catch(() => {});
  }
}

/** So much text is encoded at a time. */
const chunkLength = 256 * 1024;

/** Rows as the text format of COPY. */
function encode(table: Table, rows: readonly (readonly Cell[])[]): readonly Buffer[] {
  const encoders = table.columns.map(({ kind }) => encoderOf(kind));
  const chunks: Buffer[] = [];
  let text = "";
  for (const row of rows) {
    text += `${encoders.map((encodeCell, index) => cellText(row[index] ?? null, encodeCell)).join("\t")}\n`;
    if (text.length < chunkLength) continue;
    chunks.push(Buffer.from(text));
    text = "";
  }
  if (text !== "") chunks.push(Buffer.from(text));
  return chunks;
}

type CellEncoder = (cell: string | number | boolean) => string;

function cellText(cell: Cell, encodeCell: CellEncoder): string {
  return cell === null ? "\\N" : encodeCell(cell);
}

function encoderOf(kind: CellKind): CellEncoder {
  switch (kind) {
    case "text":
    case "json":
      return (cell) => escaped(String(cell));
    case "instant":
      return (cell) => `${microsecondsText(Number(cell))}Z`;
    case "utc-naive":
      return (cell) => microsecondsText(Number(cell));
    case "cents":
      return (cell) => centsText(Number(cell));
    default:
      return String;
  }
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(text: string): string {
  return text.replace(/[\\\n\r\t]/g, (character) => escapes[character] ?? character);
}

function microsecondsText(microseconds: number): string {
  const fraction = microseconds % 1_000_000;
  const seconds = new Date((microseconds - fraction) / 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(fraction).padStart(6, "0")}`;
}

function centsText(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function failed(cause: unknown): DatafeedError {
  if (cause instanceof DatafeedError) return cause;
  return new DatafeedError("sample-target-failed" satisfies SampleErrorCode, `PostgreSQL: ${messageOf(cause)}`, {
    cause,
    hint: "Check the connection, and that its user may create a schema in that database.",
  });
}
