import type { FeedEvent } from "./feed-event.ts";
import { deadLetterHeaders, eventHeaders, type HeaderSource, type Headers } from "./headers.ts";
import type { DeadEvent } from "./order/dead-event.ts";
import type { Outgoing } from "./order/outgoing.ts";
import type { SinkRecord } from "./sinks/sink.ts";

/** What is sent as records; `at`: when, for dead letters, UTC, ISO 8601. */
export function recordsOf(outgoing: readonly Outgoing[], source: HeaderSource, at: string): readonly SinkRecord[] {
  return outgoing.map((each) => ("event" in each ? eventRecord(each.event, source) : deadLetterRecord(each.dead, source, at)));
}

function eventRecord(event: FeedEvent, source: HeaderSource): SinkRecord {
  return { to: "events", key: event.externalId, value: event.value, headers: eventHeaders(source, event) };
}

/** The reason, and never a value of the row. */
function deadLetterRecord(dead: DeadEvent, source: HeaderSource, at: string): SinkRecord {
  const { id, type, externalId = null, code, message } = dead;
  const letter = { feed: source.feed, eventType: type, eventId: id, externalId, reason: code, message, at };
  return {
    to: "dead-letters",
    key: externalId ?? id,
    value: Buffer.from(JSON.stringify(letter), "utf8"),
    headers: deadLetterHeaders(source, dead),
  };
}

/** More than all headers of an event take but for what it repeats of its own. */
const usualHeaderBytes = 4_096;

/** Whether an event's record is larger than a sink takes. */
export function isTooLarge(event: FeedEvent, source: HeaderSource, maxRecordBytes: number): boolean {
  const bytes = event.value.length + 8 * event.externalId.length;
  if (bytes + usualHeaderBytes <= maxRecordBytes) return false;
  return event.value.length + Buffer.byteLength(event.externalId) + headerBytes(eventHeaders(source, event)) > maxRecordBytes;
}

function headerBytes(headers: Headers): number {
  return headers.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
}
