import { feedId } from "../../load/feed-id.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import { poisonId } from "../event-id.ts";
import type { PoisonRow } from "../feed-event.ts";

/** What becomes a dead letter, and why. */
export interface DeadEvent {
  readonly id: string;
  readonly type: string;
  /** Absent where it could not be read: nobody can wait for it, either. */
  readonly externalId?: string;
  readonly code: string;
  /** Without a value. */
  readonly message: string;
}

/** The dead letter of a row that could not become an event: the same one each time that it is read. */
export function poisonLetter(feed: ResolvedFeed, { type, row, code, message, externalId }: PoisonRow): DeadEvent {
  const id = poisonId(feedId(feed), type, row, code);
  return { id, type, code, message, ...(externalId === undefined ? {} : { externalId }) };
}
