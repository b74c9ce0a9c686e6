import type { FastifyInstance } from "fastify";
import type { Caller } from "../../commands/commands.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { sendContent } from "../content.ts";
import type { ApiOptions } from "../options.ts";
import { record, type Schema } from "../schemas.ts";
import { type ContentQuery, type ContentRoutes, contentAnswers, partQuery } from "./content-answers.ts";

const signed: Schema = { description: "What the notice has behind /v1/links/.", type: "string", minLength: 1, maxLength: 500 };
const file: Schema = contentAnswers[200] as Schema;

/** What a signed link in a notice opens, for as long as it says, without a token: one file, or one run. */
export function addLinkRoute(app: FastifyInstance, options: ApiOptions, { downloads }: ContentRoutes): void {
  const { openLink, commandsFor } = options;
  app.get<{ Params: { signed: string }; Querystring: ContentQuery }>("/v1/links/:signed", {
    config: { audited: "link.open", problems: [400, 404, 409, 410, 416, 429, 500, 502, 503] },
    schema: {
      operationId: "link",
      tags: ["outputs"],
      summary: "What a link in a notice opens, without a token, until it expires",
      params: { type: "object", required: ["signed"], properties: { signed } },
      querystring: partQuery,
      response: {
        ...contentAnswers,
        200: {
          description: "The file, or the run.",
          content: { ...(file["content"] as Schema), "application/json": { schema: record("RunView") } },
        },
      },
    },
    handler: async (request, reply) => {
      const path = await openLink?.(request.params.signed);
      const { what, id } = /^\/v1\/(?<what>outputs|runs)\/(?<id>[0-9a-z]{1,40})(?:\/content)?$/.exec(path ?? "")?.groups ?? {};
      if (what === undefined || id === undefined) {
        throw new DatafeedError("link-invalid", "The link is none of this server's, or has expired.");
      }
      // Whoever signed the link has decided who may read this one thing.
      const caller: Caller = { user: "link", role: "admin", client: request.ip };
      request.caller = caller;
      request.subjects = [id];
      const commands = commandsFor(caller);
      if (what === "runs") return commands.run(id);
      return sendContent(await commands.output(id), request.query.part ?? 1, { commands, request, reply, downloads });
    },
  });
}
