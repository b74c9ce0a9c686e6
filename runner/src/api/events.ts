import type { RunProgress } from "../commands/commands.ts";
import { problemOf } from "./problem.ts";

/** How long a client waits before it connects again. */
const retryMs = 2000;

/**
 * What happens to a run, as server-sent events: `progress`, and `end` for the last one. A comment between them shows that the
 * connection lives. When the server is stopped the stream ends with a word on when to connect again; what a client has missed
 * is in the state that it is told first, so `Last-Event-ID` asks for nothing.
 */
export async function* eventStream(
  first: IteratorResult<RunProgress, unknown>,
  events: AsyncIterator<RunProgress>,
  {
    heartbeatMs,
    stopping,
    requestId,
    ended,
  }: {
    readonly heartbeatMs: number;
    readonly stopping: AbortSignal;
    readonly requestId: string;
    /** Is aborted when nobody listens any more. */
    readonly ended: AbortController;
  },
): AsyncGenerator<string> {
  yield `retry: ${retryMs}\n\n`;
  let id = 0;
  let next = Promise.resolve(first);
  try {
    for (;;) {
      const found = await soon(next, heartbeatMs, [stopping, ended.signal]);
      if (found === "stopping") {
        yield `retry: ${retryMs}\n: the server is being stopped\n\n`;
        return;
      }
      if (found === "quiet") {
        yield ": still here\n\n";
        continue;
      }
      if (found.done === true) return;
      id += 1;
      yield eventOf(found.value.last ? "end" : "progress", found.value, id);
      if (found.value.last) return;
      next = events.next();
    }
  } catch (error) {
    yield eventOf("problem", problemOf(error, requestId), id + 1);
  } finally {
    // Nobody waits any more for what is still to come.
    next.catch(() => {});
    ended.abort();
    events.return?.().catch(() => {});
  }
}

function eventOf(event: string, data: unknown, id: number): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** What comes first: the next event, the time for a sign of life, or the end of the server or client. */
async function soon<T>(next: Promise<T>, heartbeatMs: number, ends: readonly AbortSignal[]): Promise<T | "quiet" | "stopping"> {
  if (ends.some(({ aborted }) => aborted)) return "stopping";
  const { promise, resolve } = Promise.withResolvers<"quiet" | "stopping">();
  const stop = () => resolve("stopping");
  const timer = setTimeout(() => resolve("quiet"), heartbeatMs);
  for (const end of ends) end.addEventListener("abort", stop);
  try {
    return await Promise.race([next, promise]);
  } finally {
    clearTimeout(timer);
    for (const end of ends) end.removeEventListener("abort", stop);
  }
}
