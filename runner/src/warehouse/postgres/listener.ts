import { setTimeout as delay } from "node:timers/promises";
import { quoteIdentifier } from "../../compile/dialects/identifier.ts";
import { answered, type Silence } from "./answered.ts";
import type { Server } from "./server.ts";
import { Session } from "./session.ts";

/** How long after a connection broke it is made anew. */
const againMs = 1_000;

/**
 * Hears the words of a channel (LISTEN), on a connection of its own, as words come between the rows of a query otherwise. Made
 * anew when it breaks: then, too, the callback is called, since a word may have been missed. That it can't be made is no error:
 * whoever waits for a word looks now and then anyway.
 */
export class Listener implements AsyncDisposable {
  readonly #ending = new AbortController();
  readonly #silence: Silence;
  readonly #listening: Promise<void>;

  constructor(server: Server, channel: string, silence: Silence, onWord: () => void) {
    this.#silence = silence;
    this.#listening = this.#listen(server, `LISTEN ${quoteIdentifier(channel)}`, onWord);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#listening;
  }

  async #listen(server: Server, sql: string, onWord: () => void): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      await this.#once(server, sql, onWord).catch(() => {});
      if (!signal.aborted) await delay(againMs, undefined, { signal }).catch(() => {});
    }
  }

  /** Listens until the connection breaks or nobody wants to hear any more. */
  async #once(server: Server, sql: string, onWord: () => void): Promise<void> {
    const { signal } = this.#ending;
    const { openMs } = this.#silence;
    const session = await Session.open(server, signal, openMs);
    try {
      const { client } = session;
      const over = Promise.withResolvers<void>();
      const end = (): void => over.resolve();
      client.on("notification", onWord);
      client.on("end", end);
      signal.addEventListener("abort", end, { once: true });
      await answered(session, signal, { answerMs: openMs, endMs: 0 }, () => session.query(sql));
      onWord();
      if (!signal.aborted && !session.broken) await over.promise;
    } finally {
      await session.close();
    }
  }
}
