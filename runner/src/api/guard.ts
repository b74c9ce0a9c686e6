import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { checkRight } from "../commands/rights.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { authenticate } from "./authenticate.ts";
import type { Limits } from "./limits.ts";
import type { ApiOptions } from "./options.ts";

type Limiter = ReturnType<FastifyInstance["createRateLimit"]>;

/**
 * What every request passes before its body is read: the limit of its address, its token, the limit of its token, and the right
 * of its role. Whether somebody may do it to this very thing is decided by the commands. Nobody guesses 178 bits, so a wrong
 * token counts as any request: who shares an address with somebody else's wrong tokens is not locked out.
 */
export async function addGuard(
  app: FastifyInstance,
  options: ApiOptions,
  limits: Limits,
  stopping: AbortSignal,
): Promise<void> {
  await app.register(rateLimit, { global: false, timeWindow: 60_000 });
  const ofAddress = app.createRateLimit({ max: limits.perAddress });
  const ofToken = app.createRateLimit({
    max: limits.perToken,
    keyGenerator: ({ caller }) => `token ${caller?.tokenId ?? ""}`,
  });
  app.decorateRequest("caller", undefined);
  app.addHook("onRequest", async (request, reply) => {
    const { action, audited, limited } = request.routeOptions.config;
    if (action === undefined && audited === undefined && !limited && !request.is404) return;
    if (stopping.aborted) throw goodbye(reply);
    await within(ofAddress, request, reply);
    if (action === undefined) return;
    const found = await authenticate(request, options);
    if ("refusal" in found) {
      reply.header("www-authenticate", 'Bearer realm="datafeed"');
      request.refusedToken = found.token;
      throw found.refusal;
    }
    request.caller = found.caller;
    await within(ofToken, request, reply);
    checkRight(found.caller, action);
  });
}

async function within(limiter: Limiter, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const found = await limiter(request);
  if (found.isAllowed || !found.isExceeded) return;
  const seconds = Math.max(1, found.ttlInSeconds);
  reply.header("retry-after", String(seconds));
  throw new DatafeedError("too-many-requests", `More than ${found.max} requests came within a minute.`, {
    hint: `Wait ${seconds} s.`,
  });
}

/** Another runner, or this one after its restart, answers. */
export function goodbye(reply: FastifyReply): DatafeedError {
  reply.header("retry-after", "2").header("connection", "close");
  return new DatafeedError("server-stopping", "The server is being stopped.", { hint: "Try again in 2 s." });
}
