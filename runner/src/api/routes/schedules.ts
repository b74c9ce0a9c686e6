import type { BackfillRequest, Range, ScheduleQuery } from "../../commands/commands.ts";
import { sendPage } from "../paging.ts";
import { type AddRoute, extractName } from "../route.ts";
import { parameters } from "../schemas.ts";

interface Named {
  readonly name: string;
}

interface Reason {
  readonly reason?: string;
}

/** When extracts run, and what people do about it. */
export function addScheduleRoutes(add: AddRoute): void {
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
  add<Named>({
    method: "GET",
    url: "/v1/schedules/:name",
    id: "schedule",
    tag: "schedules",
    summary: "The schedule of one extract",
    action: "schedule.read",
    params: { name: extractName },
    answer: "ScheduleView",
    errors: [404],
    handle: ({ commands, params }) => commands.schedule(params.name),
  });
  add<Named, unknown, Reason>({
    method: "POST",
    url: "/v1/schedules/:name/pause",
    id: "pause",
    tag: "schedules",
    summary: "Pause: nothing new is owed until it is resumed",
    action: "schedule.pause",
    params: { name: extractName },
    body: "PauseRequest",
    answer: "ScheduleView",
    errors: [404, 409, 422],
    idempotency: "taken",
    handle: ({ commands, params, body }) => commands.pause(params.name, body.reason),
  });
  add<Named, unknown, { readonly skip?: boolean }>({
    method: "POST",
    url: "/v1/schedules/:name/resume",
    id: "resume",
    tag: "schedules",
    summary: "Resume: what came due meanwhile follows `catchup`, or is skipped",
    action: "schedule.resume",
    params: { name: extractName },
    body: "ResumeRequest",
    answer: "ScheduleView",
    errors: [404, 409, 422],
    idempotency: "taken",
    handle: ({ commands, params, body }) => commands.resume(params.name, body),
  });
  add<Named, unknown, Range & Reason>({
    method: "POST",
    url: "/v1/schedules/:name/skip",
    id: "skip",
    tag: "schedules",
    summary: "Give up owed or failed windows that lie within a range",
    action: "schedule.skip",
    params: { name: extractName },
    body: "SkipRequest",
    answer: "Skipped",
    errors: [404, 409, 422],
    idempotency: "taken",
    handle: ({ commands, params, body: { reason, ...range } }) => commands.skip(params.name, range, reason),
  });
  add<Named, unknown, Omit<BackfillRequest, "extract">>({
    method: "POST",
    url: "/v1/schedules/:name/backfill",
    id: "backfill",
    tag: "schedules",
    summary: "Make the missing windows of a range owed, or say which they are",
    action: "schedule.backfill",
    params: { name: extractName },
    body: "BackfillBody",
    answer: "BackfillView",
    errors: [404, 409, 422],
    idempotency: "taken",
    handle: ({ commands, params, body }) => commands.backfill({ extract: params.name, ...body }),
  });
}
