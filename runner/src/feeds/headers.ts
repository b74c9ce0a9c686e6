import type { ResolvedFeed } from "../load/project-documents.ts";
import { eventSchema, schemaVersion } from "./event-schema.ts";
import type { FeedEvent } from "./feed-event.ts";

/** What the headers of a feed's records have in common. */
export interface HeaderSource {
  /** The feed's name. */
  readonly feed: string;
  readonly tenant: string;
  /** By event type: the first 12 hex digits of the SHA-256 of its JSON Schema. */
  readonly schemaVersions: ReadonlyMap<string, string>;
}

export type Headers = readonly (readonly [name: string, value: string])[];

/** The same of a feed on a day (YYYY-MM-DD, UTC): masks, and with them schemas, may change from one day to the next. */
export function headerSource(feed: ResolvedFeed, day: string): HeaderSource {
  const versions = feed.events.map((event) => [event.type, schemaVersion(eventSchema(feed, event, day))] as const);
  return { feed: feed.name, tenant: feed.tenant, schemaVersions: new Map(versions) };
}

/** The headers of an event: CloudEvents 1.0 in binary mode, by the Kafka protocol binding. */
export function eventHeaders(source: HeaderSource, event: Pick<FeedEvent, "type" | "id" | "raisedAt" | "externalId">): Headers {
  const version = source.schemaVersions.get(event.type) ?? "";
  return [
    ["content-type", "application/json; charset=utf-8"],
    ["ce_specversion", "1.0"],
    ["ce_id", event.id],
    ["ce_type", event.type],
    ["ce_source", `/datafeed/${encodeURIComponent(source.feed)}`],
    ["ce_time", event.raisedAt],
    ["ce_subject", event.externalId],
    ["ce_dataschema", `urn:datafeed:${encodeURIComponent(source.feed)}:${event.type}:${version}`],
    ["ce_schemaversion", version],
    ["ce_feed", source.feed],
    ["ce_tenant", source.tenant],
  ];
}

/** The headers of a dead letter. */
export function deadLetterHeaders(
  source: HeaderSource,
  letter: { readonly id: string; readonly type: string; readonly code: string },
): Headers {
  return [
    ["content-type", "application/json; charset=utf-8"],
    ["ce_specversion", "1.0"],
    ["ce_id", letter.id],
    ["ce_type", "datafeed.dead-letter"],
    ["ce_source", `/datafeed/${encodeURIComponent(source.feed)}`],
    ["ce_feed", source.feed],
    ["ce_tenant", source.tenant],
    ["ce_reason", letter.code],
    ["ce_eventtype", letter.type],
  ];
}
