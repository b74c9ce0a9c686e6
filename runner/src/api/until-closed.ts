import type { FastifyReply } from "fastify";

/** Aborts when the answer is over, or the client goes away before: nobody waits for the query then. */
export function untilClosed({ raw }: FastifyReply): AbortController {
  const over = new AbortController();
  raw.once("close", () => over.abort());
  return over;
}
