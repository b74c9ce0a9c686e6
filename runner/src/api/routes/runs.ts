import { Readable } from "node:stream";
import type { DispatchRequest, OwedQuery, RunQuery } from "../../commands/commands.ts";
import { eventStream } from "../events.ts";
import { sendPage } from "../paging.ts";
import { type AddRoute, type Identified, idOf } from "../route.ts";
import { routesOfOne } from "../routes-of-one.ts";
import { parameters } from "../schemas.ts";
import { untilClosed } from "../until-closed.ts";

/** What following a run needs of the server. */
export interface RunRoutes {
  readonly heartbeatMs: number;
  readonly stopping: AbortSignal;
}

const id = idOf("a run, or of what is owed");

/** What runs, ran and is owed. */
export function addRunRoutes(add: AddRoute, { heartbeatMs, stopping }: RunRoutes): void {
  const run = routesOfOne<Identified>(add, { url: "/v1/runs/:id", tag: "runs", params: { id }, answer: "RunView" });
  add<unknown, RunQuery>({
    method: "GET",
    url: "/v1/runs",
    id: "listRuns",
    tag: "runs",
    summary: "Runs, newest first",
    action: "run.read",
    query: parameters("RunQuery"),
    answer: "RunPage",
    handle: async ({ commands, query, request, reply }) => sendPage(await commands.listRuns(query), request, reply),
  });
  add<unknown, unknown, DispatchRequest>({
    method: "POST",
    url: "/v1/runs",
    id: "dispatch",
    tag: "runs",
    summary: "Ask for a run of a reviewed extract",
    description:
      "It may be narrowed: fewer columns, a filter over its own fields, another format, any window. Then it is ad hoc.",
    action: "run.dispatch",
    body: "DispatchRequest",
    answer: "OwedView",
    status: 202,
    errors: [404, 409, 422],
    idempotency: "taken",
    handle: async ({ commands, body, reply }) => {
      const owed = await commands.dispatch(body);
      reply.header("location", `/v1/runs/${owed.id}/events`);
      return owed;
    },
  });
  run.read({
    id: "run",
    summary: "One run",
    action: "run.read",
    handle: ({ commands, params }) => commands.run(params.id),
  });
  run.act<{ readonly reason?: string }>("cancel", {
    id: "cancel",
    summary: "Cancel a run: its query is stopped, what it staged is removed",
    action: "run.cancel",
    body: "CancelRequest",
    answer: "OwedView",
    handle: ({ commands, params, body }) => commands.cancel(params.id, body.reason),
  });
  run.act("retry", {
    id: "retry",
    summary: "Make a failed window or request owed again, at once",
    action: "run.retry",
    answer: "OwedView",
    handle: ({ commands, params }) => commands.retry(params.id),
  });
  run.act<{ readonly reason: string }>("abandon", {
    id: "abandon",
    summary: "Give up a decided output that can't be completed",
    action: "run.abandon",
    body: "AbandonRequest",
    handle: ({ commands, params, body }) => commands.abandon(params.id, body.reason),
  });
  add<Identified>({
    method: "GET",
    url: "/v1/runs/:id/logs",
    id: "logs",
    tag: "runs",
    summary: "What happened in a run",
    action: "run.read",
    params: { id },
    answer: "LogLines",
    errors: [404],
    handle: async ({ commands, params }) => ({ items: await commands.logs(params.id) }),
  });
  add<Identified>({
    method: "GET",
    url: "/v1/runs/:id/events",
    id: "follow",
    tag: "runs",
    summary: "What happens to a run from now on, as server-sent events",
    description:
      "Events `progress` and at last `end`, each a RunProgress; `problem`, a Problem, when it can't be followed further.",
    action: "run.read",
    params: { id },
    answers: { 200: { description: "Events.", content: { "text/event-stream": { schema: { type: "string" } } } } },
    errors: [404],
    handle: async ({ commands, params, request, reply }) => {
      const ended = untilClosed(reply);
      const events = commands.follow(params.id, ended.signal)[Symbol.asyncIterator]();
      // What can't be followed is told as a status, not as an event.
      const first = await events.next();
      const stream = eventStream(first, events, { heartbeatMs, stopping, requestId: request.id, ended });
      // A proxy that gathers an answer before it passes it on would keep the events back.
      reply.headers({ "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" });
      return reply.send(Readable.from(stream));
    },
  });
  add<unknown, OwedQuery>({
    method: "GET",
    url: "/v1/owed",
    id: "listOwed",
    tag: "runs",
    summary: "What is owed, most urgent first",
    action: "run.read",
    query: parameters("OwedQuery"),
    answer: "OwedPage",
    handle: async ({ commands, query, request, reply }) => sendPage(await commands.listOwed(query), request, reply),
  });
}
