import type { ExtractQuery } from "../../commands/commands.ts";
import { sendContent } from "../content.ts";
import { sendPage } from "../paging.ts";
import { type AddRoute, extractName, type Named } from "../route.ts";
import { parameters } from "../schemas.ts";
import { type ContentQuery, type ContentRoutes, contentAnswers, contentErrors, partQuery } from "./content-answers.ts";

/** The extracts in force, and the newest file of each. */
export function addExtractRoutes(add: AddRoute, { downloads }: ContentRoutes): void {
  add<unknown, ExtractQuery>({
    method: "GET",
    url: "/v1/extracts",
    id: "listExtracts",
    tag: "extracts",
    summary: "The extracts in force",
    action: "extract.read",
    query: parameters("ExtractQuery"),
    answer: "ExtractPage",
    handle: async ({ commands, query, request, reply }) => sendPage(await commands.listExtracts(query), request, reply),
  });
  add<Named>({
    method: "GET",
    url: "/v1/extracts/:name",
    id: "extract",
    tag: "extracts",
    summary: "One extract",
    action: "extract.read",
    params: { name: extractName },
    answer: "ExtractView",
    errors: [404],
    handle: ({ commands, params }) => commands.extract(params.name),
  });
  add<Named>({
    method: "GET",
    url: "/v1/extracts/:name/latest",
    id: "latest",
    tag: "extracts",
    summary: "The newest output of an extract: by the end of its window, then by sequence; never an ad hoc one",
    action: "output.read",
    params: { name: extractName },
    answer: "OutputView",
    errors: [404],
    handle: ({ commands, params }) => commands.latest(params.name),
  });
  add<Named, ContentQuery>({
    method: "GET",
    url: "/v1/extracts/:name/latest/content",
    id: "latestContent",
    tag: "extracts",
    summary: "The newest file of an extract: a stable address for tools that fetch it again and again",
    action: "output.download",
    params: { name: extractName },
    query: partQuery,
    answers: contentAnswers,
    errors: contentErrors,
    handle: async ({ commands, params, query, request, reply }) =>
      sendContent(await commands.latest(params.name), query.part ?? 1, { commands, request, reply, downloads }),
  });
}
