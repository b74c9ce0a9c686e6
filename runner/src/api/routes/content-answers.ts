import type { Downloads } from "../content.ts";
import type { Schema } from "../schemas.ts";

/** What the routes that hand out files share. */
export interface ContentRoutes {
  readonly downloads: Downloads;
}

/** Which part of an output. */
export interface ContentQuery {
  readonly part?: number;
}

/** The query of such a route, as a schema. */
export const partQuery: Schema = {
  type: "object",
  additionalProperties: false,
  properties: {
    part: { description: "Which part, from 1. Default: 1.", type: "integer", minimum: 1, maximum: 1_000_000 },
  },
};

const file: Schema = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };

/** The answers to a request for a file. */
export const contentAnswers: Readonly<Record<string, Schema>> = {
  200: {
    description: "The file, in its own media type. `ETag` is the SHA-256 of the part; `Content-Disposition` has its name.",
    content: file,
  },
  206: { description: "The stretch of the file that `Range` asked for.", content: file },
  304: { description: "It is what `If-None-Match` names." },
};

/** The statuses of what can go wrong. */
export const contentErrors = [404, 409, 410, 416, 502];
