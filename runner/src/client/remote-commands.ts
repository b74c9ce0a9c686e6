import type { Commands, Deleted, LogLine, TokenView } from "../commands/commands.ts";
import { Connection, type ServerOptions } from "./connection.ts";
import { remoteContent, remoteRecords } from "./content.ts";
import { followRun } from "./follow.ts";

interface Items<Item> {
  readonly items: readonly Item[];
}

/**
 * The commands of a server, over HTTP (DESIGN 7). What goes wrong there is thrown here with the same code, message and hint. A
 * GET is tried again when the network fails; a POST too, under a key with which it happens once. Errors of its own: `server-*`,
 * `token-not-taken`.
 */
export function remoteCommands(options: ServerOptions): Commands {
  const server = new Connection(options);
  const get = <Answer>(path: string, query?: object): Promise<Answer> =>
    server.json(path, query === undefined ? {} : { query });
  const post = <Answer>(path: string, body: object = {}): Promise<Answer> =>
    server.json(path, { method: "POST", body, repeatable: true });
  // A warehouse or a large file takes its time, and asking twice would take it twice.
  const ask = <Answer>(path: string, body: object, signal: AbortSignal): Promise<Answer> =>
    server.json(path, { method: "POST", body, signal, timeoutMs: 0 });

  return {
    listExtracts: (query) => get("/v1/extracts", query),
    extract: (name) => get(`/v1/extracts/${part(name)}`),

    listSchedules: (query) => get("/v1/schedules", query),
    schedule: (name) => get(`/v1/schedules/${part(name)}`),
    pause: (name, reason) => post(`/v1/schedules/${part(name)}/pause`, { reason }),
    resume: (name, { skip } = {}) => post(`/v1/schedules/${part(name)}/resume`, { skip }),
    skip: (name, range, reason) => post(`/v1/schedules/${part(name)}/skip`, { ...range, reason }),
    backfill: ({ extract, ...rest }) => post(`/v1/schedules/${part(extract)}/backfill`, rest),

    listRuns: (query) => get("/v1/runs", query),
    run: (id) => get(`/v1/runs/${part(id)}`),
    listOwed: (query) => get("/v1/owed", query),
    dispatch: (request) => post("/v1/runs", request),
    cancel: (id, reason) => post(`/v1/runs/${part(id)}/cancel`, { reason }),
    retry: (id) => post(`/v1/runs/${part(id)}/retry`),
    abandon: (id, reason) => post(`/v1/runs/${part(id)}/abandon`, { reason }),
    logs: async (id) => (await get<Items<LogLine>>(`/v1/runs/${part(id)}/logs`)).items,
    follow: (id, signal) => followRun(server, id, signal),

    listOutputs: (query) => get("/v1/outputs", query),
    output: (id) => get(`/v1/outputs/${part(id)}`),
    latest: (extract) => get(`/v1/extracts/${part(extract)}/latest`),
    manifest: (id) => server.text(`/v1/outputs/${part(id)}/manifest`),
    content: (id, content = {}) => remoteContent(server, id, content),
    delete: async (ids, options = {}) => (await post<Items<Deleted>>("/v1/outputs/delete", { ids, ...options })).items,
    pin: (id, pinned) => server.json(`/v1/outputs/${part(id)}`, { method: "PATCH", body: { pinned } }),
    verify: (id, signal) => ask(`/v1/outputs/${part(id)}/verify`, {}, signal),

    listExportDays: (extract, query) => get(`/v1/exports/${part(extract)}`, query),
    exportDay: (extract, date) => get(`/v1/exports/${part(extract)}/${part(date)}/status`),
    exportRecords: ({ extract, date }, where) => remoteRecords(server, `/v1/exports/${part(extract)}/${part(date)}`, where),
    supersede: (extract, date, request) => post(`/v1/exports/${part(extract)}/${part(date)}/supersede`, request),

    preview: (request, signal) => ask("/v1/preview", request, signal),

    listFeeds: (query) => get("/v1/feeds", query),
    feed: (name) => get(`/v1/feeds/${part(name)}`),
    pauseFeed: (name, reason) => post(`/v1/feeds/${part(name)}/pause`, { reason }),
    resumeFeed: (name) => post(`/v1/feeds/${part(name)}/resume`),
    replayFeed: ({ feed, ...rest }) => post(`/v1/feeds/${part(feed)}/replays`, rest),
    setFeedPosition: (name, request) => post(`/v1/feeds/${part(name)}/position`, request),
    listDeadLetters: (feed, query) => get(`/v1/feeds/${part(feed)}/dead-letters`, query),

    listTokens: async () => (await get<Items<TokenView>>("/v1/tokens")).items,
    // What answers with a secret is never asked for twice.
    createToken: (request) => server.json("/v1/tokens", { method: "POST", body: request }),
    revokeToken: (id) => server.json(`/v1/tokens/${part(id)}`, { method: "DELETE" }),
    regenerateToken: (id) => server.json(`/v1/tokens/${part(id)}/regenerate`, { method: "POST" }),

    status: () => get("/v1/status"),
    listAudit: (query) => get("/v1/audit", query),
  };
}

/** A name or id as a part of an address. */
function part(text: string): string {
  return encodeURIComponent(text);
}
