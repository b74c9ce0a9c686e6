import type { Feed, FeedEvent, KafkaConnection } from "../../../schemas/generated/documents.ts";
import { defaults } from "./defaults.ts";
import type { RaisedBy } from "./project-documents.ts";

/** The topic for what could not be sent. */
export function deadLetterTopicOf({ to }: Pick<Feed, "to">): string {
  return to.deadLetter ?? `${to.topic}${defaults.feed.deadLetter}`;
}

/** The topic in which a broker's transactional feeds keep their positions. */
export function positionsTopicOf({ positions }: Pick<KafkaConnection, "positions">): string {
  return positions ?? defaults.feed.positions;
}

/** What raises an event, one or both. */
export function raisedBy({ raise }: Pick<FeedEvent, "raise">): ReadonlySet<RaisedBy> {
  return new Set(typeof raise === "string" ? [raise] : raise);
}
