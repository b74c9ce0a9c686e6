import pg from "pg";

const firstPauseMs = 200;
const longestPauseMs = 5_000;

/**
 * Hears NOTIFY on a channel, on a connection of its own. A connection that breaks is made anew, with growing pauses; after each
 * new one `onWord` is called, because what was said meanwhile is lost.
 */
export class PostgresListener implements AsyncDisposable {
  readonly #url: string;
  readonly #channel: string;
  readonly #onWord: () => void;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = firstPauseMs;
  #connecting: Promise<void>;
  #disposed = false;

  constructor(url: string, channel: string, onWord: () => void) {
    this.#url = url;
    this.#channel = channel;
    this.#onWord = onWord;
    this.#connecting = this.#connect();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#timer);
    await this.#connecting;
    await this.#client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      application_name: "datafeed ledger, listening",
    });
    // An error is followed by the end of the connection.
    client.on("error", () => {});
    client.on("notification", () => this.#onWord());
    try {
      await client.connect();
      client.once("end", () => this.#again(client));
      this.#client = client;
      await client.query(`listen ${pg.escapeIdentifier(this.#channel)}`);
      this.#pauseMs = firstPauseMs;
      this.#onWord();
    } catch {
      await client.end().catch(() => {});
      this.#again(client);
    }
  }

  #again(client: pg.Client): void {
    if (this.#disposed || (this.#client !== undefined && this.#client !== client)) return;
    this.#client = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#connecting = this.#connect();
    }, this.#pauseMs);
    this.#timer.unref();
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
  }
}
