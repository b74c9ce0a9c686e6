import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from "fastify";
import type { Caller, Commands } from "../commands/commands.ts";
import type { Action } from "../commands/rights.ts";
import { type RecordName, record, type Schema } from "./schemas.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the caller needs the right for; without it everybody may. */
    readonly action?: Action;
    /** What the audit log calls it, where nobody needs a right; absent: it is not in there. */
    readonly audited?: string;
    /** Needs no right, and counts against the limit of its address. */
    readonly limited?: boolean;
    /** Takes an Idempotency-Key; `refused`: its answer holds a secret that is kept nowhere. */
    readonly idempotency?: "taken" | "refused";
    /**
     * The problems of which /openapi.json tells. They are no response schemas: Fastify would compile each of them, a second at the
     * start of every server, for nothing. Problems are written without.
     */
    readonly problems?: readonly number[];
  }
  interface FastifyRequest {
    /** Who asks, once it is known. */
    caller: Caller | undefined;
  }
}

/** One route of the API, as it is registered and as /openapi.json tells of it. */
export interface Route<Params, Query, Body> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly url: string;
  /** Of the operation in /openapi.json: the name of the command. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly action: Action;
  readonly params?: Readonly<Record<string, Schema>>;
  readonly query?: Schema;
  readonly body?: RecordName;
  readonly answer?: RecordName;
  /** Default: 200. */
  readonly status?: 200 | 202;
  /** Answers in another form than a record: written out. */
  readonly answers?: Readonly<Record<string, Schema>>;
  /** Beside those of every route: 400, 401, 403, 429, 500, 503. */
  readonly errors?: readonly number[];
  readonly idempotency?: "taken" | "refused";
  readonly handle: (asked: Asked<Params, Query, Body>) => Promise<unknown>;
}

/** A request, checked. */
export interface Asked<Params, Query, Body> {
  readonly commands: Commands;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Adds a route. */
export type AddRoute = <Params = unknown, Query = unknown, Body = unknown>(route: Route<Params, Query, Body>) => void;

const everywhere = [400, 401, 403, 429, 500, 503];

const meanings: Readonly<Record<number, string>> = {
  400: "The request does not have the form described here.",
  401: "No token, or none that is good.",
  403: "The role of the user does not allow it.",
  404: "There is no such thing, or the caller may not know of it.",
  409: "It can't be done in the state in which things are.",
  410: "It is there no more.",
  413: "The request is too large.",
  415: "The body is no JSON.",
  416: "The range lies beyond the end of the file.",
  422: "It has the right form, but can't be done.",
  425: "The day is not closed yet; `Retry-After` says when it is.",
  429: "Too many requests.",
  500: "Something unexpected happened.",
  502: "The warehouse or the destination failed.",
  503: "Not now: the ledger, a warehouse or the server is busy, full or being stopped.",
  504: "The warehouse took too long.",
};

/** How routes are added to an API, whose commands are those of the caller. */
export function routesOf(app: FastifyInstance, commandsFor: (caller: Caller) => Commands): AddRoute {
  return (route) => {
    app.route({
      method: route.method,
      url: route.url,
      schema: schemaOf(route),
      config: {
        action: route.action,
        problems: problemsOf(route),
        ...(route.idempotency === undefined ? {} : { idempotency: route.idempotency }),
      },
      handler: async (request, reply) => {
        if (request.caller === undefined) throw new Error("a route was reached without a caller");
        if (route.status !== undefined) reply.code(route.status);
        return route.handle({
          commands: commandsFor(request.caller),
          params: request.params as never,
          query: request.query as never,
          body: request.body as never,
          request,
          reply,
        });
      },
    });
  };
}

function schemaOf(route: Route<never, never, never>): FastifySchema {
  const { params, query, body, answer, answers = {} } = route;
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, `Right: \`${route.action}\`.`].filter((text) => text !== undefined).join(" "),
    security: [{ token: [] }],
    ...(params === undefined ? {} : { params: objectOf(params) }),
    ...(query === undefined ? {} : { querystring: query }),
    ...(body === undefined ? {} : { body: record(body) }),
    ...(route.idempotency === "taken" ? { headers: idempotencyKey } : {}),
    response: {
      ...(answer === undefined ? {} : { [route.status ?? 200]: jsonAnswer(answer) }),
      ...answers,
    },
  };
}

function problemsOf({ body, errors = [] }: Route<never, never, never>): readonly number[] {
  return [...everywhere, ...(body === undefined ? [] : [413, 415]), ...errors].sort();
}

/** A record as an answer. */
export function jsonAnswer(name: RecordName, description = "Done."): Schema {
  return { description, content: { "application/json": { schema: record(name) } } };
}

/** Problems as answers, by status. */
export function problemAnswers(statuses: readonly number[]): Schema {
  return Object.fromEntries(statuses.map((status) => [status, problemAnswer(status)]));
}

function problemAnswer(status: number): Schema {
  return { description: meanings[status] ?? "", content: { "application/problem+json": { schema: record("Problem") } } };
}

function objectOf(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: "object", required: Object.keys(properties), properties };
}

const idempotencyKey: Schema = {
  type: "object",
  properties: {
    "Idempotency-Key": {
      description: "The same key with the same request is answered as the first was, for 24 hours, and done once.",
      type: "string",
    },
  },
};

/** In an address: a name. */
export interface Named {
  readonly name: string;
}

/** In an address: an id. */
export interface Identified {
  readonly id: string;
}

/** The name of an extract in an address. */
export const extractName: Schema = { description: "The extract's name.", type: "string", minLength: 1, maxLength: 100 };

/** An id in an address. */
export function idOf(what: string): Schema {
  return { description: `The id of ${what}, or its beginning.`, type: "string", minLength: 1, maxLength: 40 };
}
