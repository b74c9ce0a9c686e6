import type { FastifyRequest } from "fastify";

/** Aborts when the client goes away before it is answered: nobody waits for the query then. */
export function untilClosed({ raw }: FastifyRequest): AbortSignal {
  const gone = new AbortController();
  raw.socket.once("close", () => gone.abort());
  return gone.signal;
}
