import type { Feed, FeedEvent } from "../../../schemas/generated/documents.ts";
import { defaults } from "./defaults.ts";
import type { RaisedBy } from "./project-documents.ts";

/** The topic for what could not be sent. */
export function deadLetterTopicOf({ to }: Pick<Feed, "to">): string {
  return to.deadLetter ?? `${to.topic}${defaults.feed.deadLetter}`;
}

/** What raises an event, one or both. */
export function raisedBy({ raise }: Pick<FeedEvent, "raise">): ReadonlySet<RaisedBy> {
  return new Set(typeof raise === "string" ? [raise] : raise);
}
