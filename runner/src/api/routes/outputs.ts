import type { DeleteOptions, OutputQuery, PreviewRequest } from "../../commands/commands.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { sendContent } from "../content.ts";
import { sendPage } from "../paging.ts";
import { type AddRoute, type Identified, idOf } from "../route.ts";
import { parameters, type Schema } from "../schemas.ts";
import { untilClosed } from "../until-closed.ts";
import { type ContentQuery, type ContentRoutes, contentAnswers, contentErrors, partQuery } from "./content-answers.ts";

const id = idOf("an output");

const forceQuery: Schema = {
  type: "object",
  additionalProperties: false,
  properties: {
    force: {
      description: "What a date of a daily export is answered by, too: for admins, with a reason. Default: false.",
      type: "boolean",
    },
    reason: { description: "With `force`: why, for the audit log.", type: "string", minLength: 1, maxLength: 500 },
  },
};

/** Published files, and previews of them. */
export function addOutputRoutes(add: AddRoute, { downloads }: ContentRoutes): void {
  add<unknown, OutputQuery>({
    method: "GET",
    url: "/v1/outputs",
    id: "listOutputs",
    tag: "outputs",
    summary: "Published files, newest first: what the grid shows",
    description: "`sort`: name, owner, modified, created, window, size, rows, kind, shared, format.",
    action: "output.read",
    query: parameters("OutputQuery"),
    answer: "OutputPage",
    handle: async ({ commands, query, request, reply }) => sendPage(await commands.listOutputs(query), request, reply),
  });
  add<unknown, unknown, { readonly ids: readonly string[] } & DeleteOptions>({
    method: "POST",
    url: "/v1/outputs/delete",
    id: "deleteMany",
    tag: "outputs",
    summary: "Remove the files of many outputs; their manifests stay",
    action: "output.delete",
    body: "DeleteRequest",
    answer: "DeletedList",
    errors: [404, 409, 422],
    idempotency: "taken",
    handle: async ({ commands, body, request }) => {
      request.subjects = [...new Set(body.ids)];
      const { ids, ...options } = body;
      request.said = options.force === true ? { ...options } : undefined;
      return { items: await commands.delete(ids, options) };
    },
  });
  add<Identified>({
    method: "GET",
    url: "/v1/outputs/:id",
    id: "output",
    tag: "outputs",
    summary: "One output",
    action: "output.read",
    params: { id },
    answer: "OutputView",
    errors: [404],
    handle: ({ commands, params }) => commands.output(params.id),
  });
  add<Identified, DeleteOptions>({
    method: "DELETE",
    url: "/v1/outputs/:id",
    id: "delete",
    tag: "outputs",
    summary: "Remove the files of an output; its manifest stays, its window does not become owed again",
    description: "What a date of a daily export is answered by is refused without `force` by an admin, with a reason.",
    action: "output.delete",
    params: { id },
    query: forceQuery,
    answer: "Deleted",
    errors: [404, 409, 410, 502],
    handle: async ({ commands, params, query, request }) => {
      request.said = query.force === true ? { ...query } : undefined;
      const [deleted] = await commands.delete([params.id], query);
      if (deleted?.error !== undefined) throw new DatafeedError(deleted.error.code, deleted.error.message);
      return deleted;
    },
  });
  add<Identified, unknown, { readonly pinned: boolean }>({
    method: "PATCH",
    url: "/v1/outputs/:id",
    id: "pin",
    tag: "outputs",
    summary: "Keep an output from retention, or leave it to it",
    action: "output.pin",
    params: { id },
    body: "PinRequest",
    answer: "OutputView",
    errors: [404, 409, 410],
    handle: ({ commands, params, body }) => commands.pin(params.id, body.pinned),
  });
  add<Identified>({
    method: "GET",
    url: "/v1/outputs/:id/manifest",
    id: "manifest",
    tag: "outputs",
    summary: "What the files hold and how they came about, byte for byte as it stands beside them",
    action: "output.read",
    params: { id },
    answers: { 200: { description: "The manifest.", content: { "application/json": { schema: { type: "object" } } } } },
    errors: [404],
    handle: async ({ commands, params, reply }) =>
      reply.type("application/json").send(Buffer.from(await commands.manifest(params.id))),
  });
  add<Identified, ContentQuery>({
    method: "GET",
    url: "/v1/outputs/:id/content",
    id: "content",
    tag: "outputs",
    summary: "A file, or a range of it",
    action: "output.download",
    params: { id },
    query: partQuery,
    answers: contentAnswers,
    errors: contentErrors,
    handle: async ({ commands, params, query, request, reply }) =>
      sendContent(await commands.output(params.id), query.part ?? 1, { commands, request, reply, downloads }),
  });
  add<Identified>({
    method: "POST",
    url: "/v1/outputs/:id/verify",
    id: "verify",
    tag: "outputs",
    summary: "Read an output again and compare it with its manifest",
    action: "output.verify",
    params: { id },
    answer: "VerifyView",
    errors: [404, 409, 410, 502],
    handle: async ({ commands, params, reply }) => commands.verify(params.id, untilClosed(reply).signal),
  });
  add<unknown, unknown, PreviewRequest>({
    method: "POST",
    url: "/v1/preview",
    id: "preview",
    tag: "extracts",
    summary: "The first rows of an extract's real query, masked; stopped when the client goes",
    action: "preview",
    body: "PreviewRequest",
    answer: "PreviewView",
    errors: [404, 409, 422, 502, 504],
    handle: async ({ commands, body, reply }) => commands.preview(body, untilClosed(reply).signal),
  });
}
