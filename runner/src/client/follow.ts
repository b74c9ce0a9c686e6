import type { RunProgress } from "../commands/commands.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Connection } from "./connection.ts";
import { problemError, problemIn, unreachable } from "./failure.ts";
import { pause } from "./pause.ts";
import { readEvents, type StreamState } from "./server-sent-events.ts";

const defaultRetryMs = 2000;
/** Our servers give a sign of life more often. */
const silenceMs = 60_000;
/** So often in a row a connection may bring nothing. */
const mostFruitless = 10;

/** What happens to a run, to its end; a connection that breaks off is made anew. */
export async function* followRun(connection: Connection, id: string, signal: AbortSignal): AsyncGenerator<RunProgress> {
  const path = `/v1/runs/${encodeURIComponent(id)}/events`;
  const state: StreamState = {};
  for (let fruitless = 0; ; fruitless++) {
    signal.throwIfAborted();
    const quiet = new Silence(silenceMs);
    try {
      const either = AbortSignal.any([signal, quiet.signal]);
      const response = await connection.ask(path, {
        headers: { accept: "text/event-stream" },
        signal: either,
        timeoutMs: 30_000,
      });
      if (response.body === null) throw new DatafeedError("server-answer", `${connection.server} sent no events.`);
      for await (const event of readEvents(quiet.watch(response.body), state)) {
        fruitless = 0;
        if (event.event === "problem") throw problemError(problemIn(event.data) ?? { code: "server-answer" });
        if (event.event !== "progress" && event.event !== "end") continue;
        const progress = JSON.parse(event.data) as RunProgress;
        yield progress;
        if (progress.last) return;
      }
    } catch (error) {
      signal.throwIfAborted();
      const lost = !(error instanceof DatafeedError) || error.code === "server-unreachable" || error.code === "server-stopping";
      if (!lost) throw error;
      if (fruitless >= mostFruitless) throw error instanceof DatafeedError ? error : unreachable(connection.server, error);
    } finally {
      quiet.over();
    }
    await pause(state.retryMs ?? defaultRetryMs, signal);
  }
}

/** Ends a connection on which nothing has come for long. */
class Silence {
  readonly #controller = new AbortController();
  readonly #ms: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  async *watch(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    this.#restart();
    for await (const chunk of bytes) {
      this.#restart();
      yield chunk;
    }
  }

  over(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }

  #restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(new Error("the server has gone quiet")), this.#ms);
  }
}
