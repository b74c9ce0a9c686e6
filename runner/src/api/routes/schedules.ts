import type { BackfillRequest, Range, ScheduleQuery } from "../../commands/commands.ts";
import { sendPage } from "../paging.ts";
import { type AddRoute, extractName, type Named } from "../route.ts";
import { routesOfOne } from "../routes-of-one.ts";
import { parameters } from "../schemas.ts";

interface Reason {
  readonly reason?: string;
}

/** When extracts run, and what people do about it. */
export function addScheduleRoutes(add: AddRoute): void {
  const schedule = routesOfOne<Named>(add, {
    url: "/v1/schedules/:name",
    tag: "schedules",
    params: { name: extractName },
    answer: "ScheduleView",
  });
  add<unknown, ScheduleQuery>({
    method: "GET",
    url: "/v1/schedules",
    id: "listSchedules",
    tag: "schedules",
    summary: "The scheduled extracts: when they run, and what they owe",
    action: "schedule.read",
    query: parameters("ScheduleQuery"),
    answer: "SchedulePage",
    handle: async ({ commands, query, request, reply }) => sendPage(await commands.listSchedules(query), request, reply),
  });
  schedule.read({
    id: "schedule",
    summary: "The schedule of one extract",
    action: "schedule.read",
    handle: ({ commands, params }) => commands.schedule(params.name),
  });
  schedule.act<Reason>("pause", {
    id: "pause",
    summary: "Pause: nothing new is owed until it is resumed",
    action: "schedule.pause",
    body: "PauseRequest",
    handle: ({ commands, params, body }) => commands.pause(params.name, body.reason),
  });
  schedule.act<{ readonly skip?: boolean }>("resume", {
    id: "resume",
    summary: "Resume: what came due meanwhile follows `catchup`, or is skipped",
    action: "schedule.resume",
    body: "ResumeRequest",
    handle: ({ commands, params, body }) => commands.resume(params.name, body),
  });
  schedule.act<Range & Reason>("skip", {
    id: "skip",
    summary: "Give up owed or failed windows that lie within a range",
    action: "schedule.skip",
    body: "SkipRequest",
    answer: "Skipped",
    handle: ({ commands, params, body: { reason, ...range } }) => commands.skip(params.name, range, reason),
  });
  schedule.act<Omit<BackfillRequest, "extract">>("backfill", {
    id: "backfill",
    summary: "Make the missing windows of a range owed, or say which they are",
    action: "schedule.backfill",
    body: "BackfillBody",
    answer: "BackfillView",
    handle: ({ commands, params, body }) => commands.backfill({ extract: params.name, ...body }),
  });
}
