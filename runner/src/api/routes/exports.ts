import type { ExportDayQuery, ExtractQuery, SupersedeRequest, Where } from "../../commands/commands.ts";
import { sendDocument, sendRecords } from "../export-document.ts";
import { sendPage } from "../paging.ts";
import { type AddRoute, extractName, type Named } from "../route.ts";
import { parameters, type Schema } from "../schemas.ts";
import type { ContentRoutes } from "./content-answers.ts";

interface Dated extends Named {
  readonly date: string;
}

const date: Schema = {
  description: "A day in the zone of the extract's schedule.",
  type: "string",
  minLength: 1,
  maxLength: 40,
  examples: ["2026-03-17"],
};

/** Any column can be named: which ones there are, the document says. */
const whereQuery: Schema = {
  type: "object",
  maxProperties: 20,
  additionalProperties: { type: "array", items: { type: "string", maxLength: 1000 }, minItems: 1, maxItems: 1000 },
};

const document: Schema = { "application/json": { schema: { type: "array", items: { type: "object" } } } };

const documentAnswers: Readonly<Record<string, Schema>> = {
  200: {
    description: "The document: one array. `ETag` is its SHA-256; packed with gzip where the client takes that.",
    content: document,
  },
  206: { description: "The stretch of the document that `Range` asked for.", content: document },
  304: { description: "It is what `If-None-Match` names." },
};

/** The days of daily exports, and the document of each (SEEDS 196). */
export function addExportRoutes(add: AddRoute, { downloads }: ContentRoutes): void {
  add<unknown, ExtractQuery>({
    method: "GET",
    url: "/v1/exports",
    id: "listExports",
    tag: "exports",
    summary: "The extracts that are daily exports",
    action: "extract.read",
    query: parameters("ExtractQuery"),
    answer: "ExtractPage",
    handle: async ({ commands, query, request, reply }) =>
      sendPage(await commands.listExtracts({ ...query, export: "daily" }), request, reply),
  });
  add<Named, ExportDayQuery>({
    method: "GET",
    url: "/v1/exports/:name",
    id: "listExportDays",
    tag: "exports",
    summary: "The days of a daily export, newest first, and how each stands",
    description: "`sort`: date.",
    action: "output.read",
    params: { name: extractName },
    query: parameters("ExportDayQuery"),
    answer: "ExportDayPage",
    errors: [404],
    handle: async ({ commands, params, query, request, reply }) =>
      sendPage(await commands.listExportDays(params.name, query), request, reply),
  });
  add<Dated, Where>({
    method: "GET",
    url: "/v1/exports/:name/:date",
    id: "exportDocument",
    tag: "exports",
    summary: "The document of a day: always the same, until an admin supersedes it",
    description:
      "A column of the extract as a parameter, such as `bot_id=…`, narrows it to the records with that value; several are all to hold, one that is repeated is any of them.",
    action: "output.download",
    params: { name: extractName, date },
    query: whereQuery,
    answers: documentAnswers,
    errors: [404, 409, 410, 416, 422, 425, 502],
    handle: async ({ commands, params, query, request, reply }) => {
      const asked = { commands, request, reply, downloads };
      const day = await commands.exportDay(params.name, params.date);
      return Object.keys(query).length === 0 ? sendDocument(day, asked) : sendRecords(day, query, asked);
    },
  });
  add<Dated>({
    method: "GET",
    url: "/v1/exports/:name/:date/status",
    id: "exportDay",
    tag: "exports",
    summary: "How a day stands: what answers it, or why nothing does",
    action: "output.read",
    params: { name: extractName, date },
    answer: "ExportDay",
    errors: [404],
    handle: ({ commands, params }) => commands.exportDay(params.name, params.date),
  });
  add<Dated, unknown, SupersedeRequest>({
    method: "POST",
    url: "/v1/exports/:name/:date/supersede",
    id: "supersede",
    tag: "exports",
    summary: "Have another output of the day answer its date from now on",
    action: "export.supersede",
    params: { name: extractName, date },
    body: "SupersedeRequest",
    answer: "ExportDay",
    errors: [404, 409, 422, 502],
    idempotency: "taken",
    handle: ({ commands, params, body, request }) => {
      request.said = { date: params.date, ...body };
      return commands.supersede(params.name, params.date, body);
    },
  });
}
