import type { RunProgress } from "../commands/commands.ts";
import { LatestProgress } from "./latest-progress.ts";
import { PipeClient, type PipeEnds } from "./pipe-client.ts";
import type { Hello, Method, SessionCommands } from "./protocol.ts";

/** What is asked of a session by way of its streams. */
export interface PipedCommands extends SessionCommands {
  hello(signal?: AbortSignal): Promise<Hello>;
  /** Tells the session to end everything, and itself. */
  stop(): void;
  /** When the session has ended. */
  readonly ended: Promise<void>;
}

/**
 * The commands of a session (`servePipe`) on the other side of two streams. What goes wrong there is thrown here with the same
 * code, message and hint. Of its own: `session-ended`.
 */
export function pipedCommands(ends: PipeEnds): PipedCommands {
  const client = new PipeClient(ends);
  const ask = <Result>(method: Method, ...params: readonly unknown[]): Promise<Result> => client.ask(method, params);

  return {
    hello: (signal) => client.ask("hello", [], signal === undefined ? {} : { signal }),
    stop: () => client.stop(),
    ended: client.ended,

    listExtracts: (query) => ask("listExtracts", query),
    extract: (name) => ask("extract", name),
    listSchedules: (query) => ask("listSchedules", query),
    schedule: (name) => ask("schedule", name),
    pause: (name, reason) => ask("pause", name, reason),
    resume: (name, options) => ask("resume", name, options),
    skip: (name, range, reason) => ask("skip", name, range, reason),
    backfill: (request) => ask("backfill", request),

    listRuns: (query) => ask("listRuns", query),
    run: (id) => ask("run", id),
    listOwed: (query) => ask("listOwed", query),
    dispatch: (request) => ask("dispatch", request),
    cancel: (id, reason) => ask("cancel", id, reason),
    retry: (id) => ask("retry", id),
    abandon: (id, reason) => ask("abandon", id, reason),
    logs: (id) => ask("logs", id),
    follow: (id, signal) => follow(client, id, signal),

    listOutputs: (query) => ask("listOutputs", query),
    output: (id) => ask("output", id),
    latest: (extract) => ask("latest", extract),
    manifest: (id) => ask("manifest", id),
    delete: (ids, options) => ask("delete", ids, options),
    pin: (id, pinned) => ask("pin", id, pinned),
    verify: (id, signal) => client.ask("verify", [id], { signal }),
    save: (id, folder, { signal, onProgress }) => {
      const told = (value: unknown): void => {
        const { bytes, total } = value as { readonly bytes: number; readonly total: number };
        onProgress?.(bytes, total);
      };
      return client.ask("save", [id, folder], { signal, onProgress: told });
    },

    listExportDays: (extract, query) => ask("listExportDays", extract, query),
    exportDay: (extract, date) => ask("exportDay", extract, date),
    supersede: (extract, date, request) => ask("supersede", extract, date, request),

    preview: (request, signal) => client.ask("preview", [request], { signal }),

    listFeeds: (query) => ask("listFeeds", query),
    feed: (name) => ask("feed", name),
    pauseFeed: (name, reason) => ask("pauseFeed", name, reason),
    resumeFeed: (name) => ask("resumeFeed", name),
    replayFeed: (request) => ask("replayFeed", request),
    setFeedPosition: (name, request) => ask("setFeedPosition", name, request),
    listDeadLetters: (feed, query) => ask("listDeadLetters", feed, query),

    listTokens: () => ask("listTokens"),
    createToken: (request) => ask("createToken", request),
    revokeToken: (id) => ask("revokeToken", id),
    regenerateToken: (id) => ask("regenerateToken", id),

    status: () => ask("status"),
    listAudit: (query) => ask("listAudit", query),
  };
}

/** Ends with the run; who stops listening earlier is no burden to the session. */
async function* follow(client: PipeClient, id: string, signal: AbortSignal): AsyncGenerator<RunProgress> {
  const left = new AbortController();
  const progress = new LatestProgress();
  const done = client.ask("follow", [id], {
    signal: AbortSignal.any([signal, left.signal]),
    onProgress: (value) => progress.add(value as RunProgress),
  });
  done.catch(() => {}).finally(() => progress.end());
  try {
    yield* progress;
    await done;
  } finally {
    left.abort();
  }
}
