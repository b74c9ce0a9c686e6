import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { IdempotentRequest } from "../ledger/idempotency.ts";
import type { IdempotencyStore } from "./options.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The key that this request holds until it is answered. */
    idempotent: IdempotentRequest | undefined;
  }
}

/** An answer as it is kept. */
interface KeptAnswer {
  readonly body: string;
  readonly location?: string;
}

/**
 * Makes a POST with an `Idempotency-Key` happen once. Only what was done is kept: after a refusal nothing was, and the same
 * request may succeed later.
 */
export function addIdempotency(app: FastifyInstance, store: IdempotencyStore): void {
  app.decorateRequest("idempotent", undefined);
  app.addHook("preHandler", async (request, reply) => {
    const asked = requestOf(request);
    if (asked === undefined) return;
    const found = await store.begin(asked);
    if (found.state === "differs") {
      throw new DatafeedError("idempotency-key-differs", "This Idempotency-Key came with another request before.", {
        hint: "Take a new key.",
      });
    }
    if (found.state === "under-way") {
      throw new DatafeedError("idempotency-under-way", "A request with this Idempotency-Key is not answered yet.", {
        hint: "Try again in two minutes. Where its server died the request is then done anew: look first whether it was done.",
      });
    }
    if (found.state === "answered") return replay(reply, found.status, JSON.parse(found.body) as KeptAnswer);
    request.idempotent = asked;
  });
  app.addHook("onSend", async (request, reply, payload) => {
    const { idempotent } = request;
    if (idempotent === undefined) return payload;
    request.idempotent = undefined;
    try {
      if (reply.statusCode >= 300 || typeof payload !== "string") await store.drop(idempotent);
      else await store.finish(idempotent, { status: reply.statusCode, body: JSON.stringify(kept(payload, reply)) });
    } catch (err) {
      // It was done, and that is the answer; a repetition finds the key under way until its time is over.
      request.log.warn({ err }, "The answer to a request with an Idempotency-Key could not be kept.");
    }
    return payload;
  });
}

function requestOf(request: FastifyRequest): IdempotentRequest | undefined {
  const key = request.headers["idempotency-key"];
  const { idempotency } = request.routeOptions.config;
  if (key === undefined || request.caller === undefined || request.method === "GET") return undefined;
  if (typeof key !== "string" || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new DatafeedError("idempotency-key-invalid", "The Idempotency-Key is empty, too long or has odd characters.");
  }
  if (idempotency === "refused") {
    throw new DatafeedError("idempotency-key-invalid", "This route takes no Idempotency-Key: its answer is kept nowhere.");
  }
  if (idempotency === undefined) return undefined;
  const sha256 = createHash("sha256")
    .update(JSON.stringify([request.method, request.url, request.body ?? null]))
    .digest("hex");
  return { actor: request.caller.user, key, sha256 };
}

function kept(body: string, reply: FastifyReply): KeptAnswer {
  const location = reply.getHeader("location");
  return { body, ...(typeof location === "string" ? { location } : {}) };
}

function replay(reply: FastifyReply, status: number, { body, location }: KeptAnswer): FastifyReply {
  if (location !== undefined) reply.header("location", location);
  return reply.code(status).header("idempotency-replayed", "true").type("application/json").send(Buffer.from(body));
}
