import pg from "pg";
import { type ByteTap, PlainTap, StreamTap } from "./byte-tap.ts";
import { type PostgresConfig, placeOf, tlsOptions } from "./postgres-config.ts";
import { postgresError, type Situation } from "./postgres-errors.ts";

/** How long making a connection may take, and how long the server has to answer a cancel. */
const connectTimeoutMs = 15_000;
/** A server that has vanished without a word must not hold up the end of a run. */
const closeTimeoutMs = 2_000;
const cancelTimeoutMs = 10_000;
/** The server counts milliseconds in 32 bits. */
const maxTimeoutMs = 2 ** 31 - 1;

/**
 * What holds for every connection: text is UTF-8, times are UTC and ISO, floats have all their digits, bytes are hex, nothing
 * is written, no statement takes longer than it may.
 */
function settings(statementTimeoutMs: number): string {
  return [
    "SET client_encoding TO 'UTF8'",
    "SET timezone TO 'UTC'",
    "SET datestyle TO 'ISO, YMD'",
    "SET intervalstyle TO 'iso_8601'",
    "SET extra_float_digits TO 3",
    "SET bytea_output TO 'hex'",
    "SET default_transaction_read_only TO on",
    `SET statement_timeout TO ${Math.min(Math.max(1, Math.round(statementTimeoutMs)), maxTimeoutMs)}`,
  ].join("; ");
}

/** One connection to the server, logged in and set up. */
export class Session {
  readonly client: pg.Client;
  readonly config: PostgresConfig;
  readonly place: string;
  readonly #plain: PlainTap | undefined;
  #broken: Error | undefined;

  private constructor(name: string, config: PostgresConfig, client: pg.Client, plain: PlainTap | undefined) {
    this.config = config;
    this.client = client;
    this.#plain = plain;
    this.place = placeOf(name, config);
    // Without a listener an idle connection that breaks would end the process.
    client.on("error", (error) => {
      this.#broken = error;
    });
    client.on("end", () => {
      this.#broken ??= new Error("Connection terminated");
    });
  }

  /** Connects, proves who we are, and sets the session up. */
  static async open(name: string, config: PostgresConfig, signal: AbortSignal): Promise<Session> {
    signal.throwIfAborted();
    const place = placeOf(name, config);
    let session: Session | undefined;
    try {
      const plain = config.ssl === "disable" ? new PlainTap() : undefined;
      session = new Session(name, config, await newClient(config, plain), plain);
      const { client } = session;
      const abort = (): void => void client.connection.stream.destroy();
      signal.addEventListener("abort", abort);
      try {
        await client.connect();
        await client.query(settings(config.statementTimeoutMs));
      } finally {
        signal.removeEventListener("abort", abort);
      }
      return session;
    } catch (error) {
      session?.client.connection.stream.destroy();
      signal.throwIfAborted();
      throw postgresError(error, { place, phase: "connect" });
    }
  }

  /** The bytes that the server sends. */
  get tap(): ByteTap {
    return this.#plain ?? new StreamTap(this.client.connection.stream);
  }

  /** Whether the connection is lost. */
  get broken(): boolean {
    return this.#broken !== undefined;
  }

  /** Runs small statements and returns their rows as text. */
  async query(sql: string, values: readonly string[] = []): Promise<readonly (readonly (string | null)[])[]> {
    try {
      const types = { getTypeParser: () => (text: string) => text };
      const result = await this.client.query<(string | null)[]>({ text: sql, values: [...values], rowMode: "array", types });
      return result.rows;
    } catch (error) {
      throw this.error(error, { sql });
    }
  }

  /** A failure of this connection, as one of our codes. */
  error(error: unknown, more: Partial<Situation> = {}): Error {
    const { statementTimeoutMs } = this.config;
    return postgresError(error, { place: this.place, phase: "query", statementTimeoutMs, ...more });
  }

  /** Asks the server to end what this connection runs. Resolves when the server has taken the request; never fails. */
  async cancel(): Promise<void> {
    const { processID, secretKey } = this.client as unknown as { readonly processID: number; readonly secretKey: number };
    const ssl = await tlsOptions(this.config).catch(() => false as const);
    const connection = new pg.Connection({ ssl }) as CancelConnection;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => connection.stream.destroy(), cancelTimeoutMs);
      connection.on("connect", () => (ssl === false ? connection.cancel(processID, secretKey) : connection.requestSsl()));
      connection.on("sslconnect", () => connection.cancel(processID, secretKey));
      connection.on("error", () => connection.stream.destroy());
      // The server closes the connection as soon as it has passed the request on.
      connection.on("end", () => {
        clearTimeout(timer);
        resolve();
      });
      connection.connect(this.config.port, this.config.host);
    });
  }

  /** Closes the connection: politely when it is idle, else at once; at once, too, when the server does not answer. */
  async close(): Promise<void> {
    const { stream } = this.client.connection;
    if (this.broken) {
      stream.destroy();
      return;
    }
    const timer = setTimeout(() => stream.destroy(), closeTimeoutMs);
    await this.client.end().catch(() => {});
    clearTimeout(timer);
  }
}

/** The parts of a connection of `pg` that its types leave out. */
interface CancelConnection extends pg.Connection {
  connect(port: number, host: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
}

async function newClient(config: PostgresConfig, plain: PlainTap | undefined): Promise<pg.Client> {
  const { host, port, database, user, password } = config;
  return new pg.Client({
    host,
    port,
    database,
    user,
    // Never fall back to PGPASSWORD or ~/.pgpass of whoever runs this; an empty text would.
    password: () => password ?? "",
    ssl: await tlsOptions(config),
    ...(plain === undefined ? {} : { stream: () => plain.socket }),
    application_name: "datafeed",
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  });
}
