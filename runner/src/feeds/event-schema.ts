import { createHash } from "node:crypto";
import { extractRecordSchema } from "../format/record-schema.ts";
import { type Schema, valueSchema } from "../format/value-schema.ts";
import type { ResolvedEvent, ResolvedFeed } from "../load/project-documents.ts";

const usClock = "^(0[1-9]|1[0-2])/(0[1-9]|[12][0-9]|3[01])/[0-9]{4} ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$";

/**
 * The JSON Schema (2020-12) of an event: exactly its three keys, and the payload as its template and the masks of a day
 * (`today`: YYYY-MM-DD, UTC; grants end) leave it. Pure.
 */
export function eventSchema(feed: ResolvedFeed, event: ResolvedEvent, today: string): Schema {
  // PostgreSQL alone has change tables; of a feed that looks back the document does not say the warehouse.
  const dialect = "changes" in feed.source ? "postgres" : undefined;
  const { $schema, title: _, ...payload } = extractRecordSchema(event.extract, today, dialect);
  const description = event.extract.template.description ?? feed.description;
  return {
    $schema,
    title: event.type,
    ...(description !== undefined && { description }),
    type: "object",
    properties: {
      timestampOfMessage: { description: "When the event was raised, UTC. A replay does not change it.", ...clock(feed) },
      eventType: { description: "The event's type.", type: "string", const: event.type },
      payload,
    },
    required: ["timestampOfMessage", "eventType", "payload"],
    additionalProperties: false,
  };
}

/** The version of a schema, which changes with any part of it: the first 12 hex digits of its SHA-256. */
export function schemaVersion(schema: Schema): string {
  return createHash("sha256").update(JSON.stringify(schema)).digest("hex").slice(0, 12);
}

function clock({ timestampFormat }: ResolvedFeed): Schema {
  return timestampFormat === "us"
    ? { type: "string", pattern: usClock }
    : valueSchema({ type: "instant", precision: 6 }, false);
}
