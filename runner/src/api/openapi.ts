import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import { problemAnswers } from "./route.ts";

const tags = [
  { name: "extracts", description: "The extracts in force." },
  { name: "schedules", description: "When extracts run." },
  { name: "runs", description: "What runs, ran and is owed." },
  { name: "outputs", description: "Published files." },
  { name: "exports", description: "Days of daily exports, each with a document that stays." },
  { name: "feeds", description: "Event feeds: how they stand, and what people do about it." },
  { name: "tokens", description: "Tokens for this API." },
  { name: "operation", description: "How it all is." },
];

/** How /openapi.json is made of the routes. */
export function openApiOptions(version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Datafeed",
        version,
        description:
          "Extracts as code. Errors are RFC 9457 problem documents. A thing that the caller may not know of is a thing that is not there: 404.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: "/" }],
      tags,
      components: {
        securitySchemes: {
          token: { type: "http", scheme: "bearer", description: "`dfd_…`, made by an admin with `datafeed token create`." },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const problems = problemAnswers(route.config?.problems ?? []);
      return { url, schema: { ...schema, response: { ...(schema.response as object), ...problems } } };
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) => (typeof json["$id"] === "string" ? json["$id"] : `def-${index}`),
    },
  } as FastifyDynamicSwaggerOptions;
}
