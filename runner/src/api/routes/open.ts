import type { FastifyInstance } from "fastify";
import type { ApiOptions } from "../options.ts";
import { jsonAnswer } from "../route.ts";

/** What needs no token: whether the server lives and can work, and what its API is. */
export function addOpenRoutes(app: FastifyInstance, { version, readiness }: ApiOptions): void {
  let document: Buffer | undefined;
  app.get("/healthz", {
    schema: {
      operationId: "health",
      tags: ["operation"],
      summary: "Whether the process answers",
      response: { 200: jsonAnswer("Health", "It does.") },
    },
    handler: async () => ({ status: "ok", version }),
  });
  app.get("/readyz", {
    config: { limited: true, problems: [429] },
    schema: {
      operationId: "ready",
      tags: ["operation"],
      summary: "Whether this server can do its work",
      response: { 200: jsonAnswer("Readiness", "It can."), 503: jsonAnswer("Readiness", "It can't now, and why.") },
    },
    handler: async (_request, reply) => {
      const found = await readiness();
      if (!found.ready) reply.code(503);
      return found;
    },
  });
  app.get("/openapi.json", {
    schema: {
      operationId: "openapi",
      tags: ["operation"],
      summary: "This document",
      response: { 200: { description: "OpenAPI 3.1.", content: { "application/json": { schema: { type: "object" } } } } },
    },
    handler: async (_request, reply) => {
      document ??= Buffer.from(JSON.stringify(app.swagger()));
      return reply.type("application/json").send(document);
    },
  });
}

/** Figures for Prometheus. They name extracts, private ones too. */
export function addMetricsRoute(app: FastifyInstance, { metrics }: ApiOptions): void {
  app.get("/metrics", {
    config: { action: "metrics.read", problems: [401, 403, 429, 500, 503] },
    schema: {
      operationId: "metrics",
      tags: ["operation"],
      summary: "Figures for Prometheus",
      description: "Right: `metrics.read`.",
      security: [{ token: [] }],
      response: {
        200: { description: "In its text format.", content: { "text/plain": { schema: { type: "string" } } } },
      },
    },
    handler: async (_request, reply) => {
      const { contentType, text } = await metrics();
      return reply.type(contentType).send(text);
    },
  });
}
