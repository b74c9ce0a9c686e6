import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import pg from "pg";
import { answered, openingMs } from "./answered.ts";
import { type ByteTap, PlainTap, StreamTap } from "./byte-tap.ts";
import { type PostgresConfig, placeOf, tlsOptions } from "./postgres-config.ts";
import { postgresError, type Situation } from "./postgres-errors.ts";
import type { Server, SignIn } from "./server.ts";

/** A server that has vanished without a word must not hold up the end of a run. */
const closeTimeoutMs = 2_000;
/** How long the server has to answer a cancel. */
const cancelTimeoutMs = 10_000;
/** The server counts milliseconds in 32 bits. */
const maxTimeoutMs = 2 ** 31 - 1;

/** The setting that ends a statement which takes longer than it may. */
export function timeoutSetting({ statementTimeoutMs }: PostgresConfig): string {
  return `SET statement_timeout TO ${Math.min(Math.max(1, Math.round(statementTimeoutMs)), maxTimeoutMs)}`;
}

/** One connection to the server, logged in and set up. */
export class Session {
  readonly client: pg.Client;
  readonly server: Server;
  /** The user as the server knows it. */
  readonly user: string;
  readonly place: string;
  readonly #plain: PlainTap | undefined;
  #broken: Error | undefined;

  private constructor(server: Server, user: string, client: pg.Client, plain: PlainTap | undefined) {
    this.server = server;
    this.user = user;
    this.client = client;
    this.#plain = plain;
    this.place = placeOf(server.name, { ...server.config, user });
    // Without a listener an idle connection that breaks would end the process.
    client.on("error", (error) => {
      this.#broken = error;
    });
    client.on("end", () => {
      this.#broken ??= new Error("Connection terminated");
    });
  }

  /** Connects, proves who we are, and sets the session up; `openMs`: how long that may take. */
  static async open(server: Server, signal: AbortSignal, openMs = openingMs): Promise<Session> {
    signal.throwIfAborted();
    const { config } = server;
    let session: Session | undefined;
    try {
      const signIn = await server.signIn(signal);
      const plain = config.ssl === "disable" ? new PlainTap() : undefined;
      const opened = new Session(server, signIn.user, await newClient(config, signIn, plain), plain);
      session = opened;
      await answered(opened, signal, { answerMs: openMs, endMs: 0 }, () => opened.#setUp());
      return opened;
    } catch (error) {
      session?.client.connection.stream.destroy();
      signal.throwIfAborted();
      const place = session?.place ?? placeOf(server.name, config);
      throw postgresError(error, { place, phase: "connect" }, server.meaning);
    }
  }

  async #setUp(): Promise<void> {
    const { settings, optionalSetting } = this.server;
    await this.client.connect();
    await this.client.query(settings);
    if (optionalSetting === undefined) return;
    await this.client.query(optionalSetting).catch((error: unknown) => {
      if (this.broken) throw error;
    });
  }

  get config(): PostgresConfig {
    return this.server.config;
  }

  /** The bytes that the server sends. */
  get tap(): ByteTap {
    return this.#plain ?? new StreamTap(this.client.connection.stream);
  }

  /** Whether the connection is lost. */
  get broken(): boolean {
    return this.#broken !== undefined;
  }

  /** Runs small statements of ours and returns the rows as text. */
  async query(sql: string): Promise<TextRows> {
    return await this.#run({ text: sql }, sql);
  }

  /** Runs one small statement with values and returns its rows as text; a text of several statements is refused by the server. */
  async ask(sql: string, values: readonly (string | null)[] = []): Promise<TextRows> {
    return await this.#run({ text: sql, values: [...values], queryMode: "extended" }, sql);
  }

  async #run(query: pg.QueryConfig & { readonly queryMode?: "extended" }, sql: string): Promise<TextRows> {
    try {
      const types = { getTypeParser: () => (text: string) => text };
      const result = await this.client.query<(string | null)[]>({ ...query, rowMode: "array", types });
      return result.rows;
    } catch (error) {
      throw this.error(error, { sql });
    }
  }

  /** A failure of this connection, as one of our codes. */
  error(error: unknown, more: Partial<Situation> = {}): Error {
    const { statementTimeoutMs } = this.config;
    return postgresError(error, { place: this.place, phase: "query", statementTimeoutMs, ...more }, this.server.meaning);
  }

  /** Asks the server to end what this connection runs. Resolves when the server has taken the request; never fails. */
  async cancel(): Promise<void> {
    const { processID, secretKey } = this.client as unknown as { readonly processID: number; readonly secretKey: number };
    const ssl = this.server.cancelsInClear ? false : await tlsOptions(this.config).catch(() => false as const);
    const connection = new pg.Connection({ ssl }) as CancelConnection;
    // A name may stand for several addresses, and only one of them knows the query; a certificate is for the name.
    const { remoteAddress } = this.client.connection.stream as Socket;
    const host = ssl === false ? (remoteAddress ?? this.config.host) : this.config.host;
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
      connection.connect(this.config.port, host);
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

/** Rows of small results: text, or NULL. */
export type TextRows = readonly (readonly (string | null)[])[];

async function newClient(config: PostgresConfig, { user, password }: SignIn, plain: PlainTap | undefined): Promise<pg.Client> {
  const { host, port, database } = config;
  const client = new pg.Client({
    host,
    port,
    database,
    user,
    // Never fall back to PGPASSWORD or ~/.pgpass of whoever runs this; an empty text would.
    password: () => password ?? "",
    ssl: await tlsOptions(config),
    ...(plain === undefined ? {} : { stream: () => plain.socket }),
    application_name: "datafeed",
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  });
  // What PGOPTIONS of whoever runs this says is not for this server, and Redshift takes few of them.
  Object.assign((client as unknown as { readonly connectionParameters: object }).connectionParameters, { options: undefined });
  reportWhatIsNotUnderstood(client.connection as unknown as ListeningConnection);
  return client;
}

interface ListeningConnection {
  attachListeners(stream: Duplex): void;
}

/** A message that `pg` can't read makes it throw where nobody can catch: it breaks the connection instead. */
function reportWhatIsNotUnderstood(connection: ListeningConnection): void {
  const attach = connection.attachListeners.bind(connection);
  connection.attachListeners = (stream) => {
    attach(stream);
    for (const parse of stream.listeners("data") as ((chunk: Buffer) => void)[]) {
      stream.off("data", parse);
      stream.on("data", (chunk: Buffer) => {
        try {
          parse(chunk);
        } catch (error) {
          stream.destroy(error instanceof Error ? error : new Error(String(error)));
        }
      });
    }
  };
}
