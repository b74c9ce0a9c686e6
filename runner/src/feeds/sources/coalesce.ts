import type { RaisedBy, ResolvedEvent } from "../../load/project-documents.ts";
import { mostAhead, mostAheadInAll } from "./questions/later-question.ts";
import { streamOf } from "./streams.ts";

/** A change as it was read. */
export interface Change {
  readonly txid: string;
  readonly id: string;
  /** UTC, ISO 8601 with microseconds. */
  readonly changedAt: string;
  /** It has waited for a while. */
  readonly isOld: boolean;
  readonly stream: string;
  readonly operation: RaisedBy;
  /** The key as PostgreSQL writes an array, and its texts. */
  readonly rowText: string;
  readonly row: readonly string[];
  /** A part of the key is NULL: no row is found by it. */
  readonly isUnnamed?: boolean;
}

/** A change and an event type that it may raise. */
export interface Candidate {
  readonly change: Change;
  readonly event: ResolvedEvent;
}

/** What comes behind the changes that were read, of a candidate's row, that raises its type and was not sent ahead for it. */
export interface Later {
  /** A change that can be read. */
  readonly isReadable: boolean;
  /** Numbers of changes that are committed and can't be read yet. */
  readonly open: readonly string[];
}

/** An event type that a change raises, and the changes that this settles, too. */
export interface Raising extends Candidate {
  /** Changes that can't be read yet, of which the row that will be read knows already. */
  readonly ahead: readonly string[];
}

/** The event types that a change may raise, by its row's table: answers for one change after the other. */
export function raisedBy(events: readonly ResolvedEvent[]): (change: Change) => readonly ResolvedEvent[] {
  const labelled = events.map((event) => ({ event, label: streamOf(event.extract.template).label }));
  return ({ stream, operation }) =>
    labelled.flatMap(({ event, label }) => (label === stream && event.raise.has(operation) ? [event] : []));
}

/** How a change is known for a type, once its row was sent before it could be read. */
export function aheadName(id: string, type: string): string {
  return `${id} ${type}`;
}

/** The last change of each row for each event type, in the order of the changes: those before it raise nothing of their own. */
export function lastOfEachRow(
  events: readonly ResolvedEvent[],
  changes: readonly Change[],
  ahead: ReadonlySet<string>,
): readonly Candidate[] {
  const raised = raisedBy(events);
  const last = new Map<string, Candidate>();
  for (const change of changes) {
    for (const event of raised(change)) {
      if (ahead.has(aheadName(change.id, event.type))) continue;
      const name = `${event.type}\n${change.rowText}`;
      // To its place in the order.
      last.delete(name);
      last.set(name, { change, event });
    }
  }
  return [...last.values()];
}

/**
 * What of it is raised now. A change is left to a later one of its row that can be read, for that one reads the same row; and to
 * one that can't be read yet, unless it has waited for a while: a row that changes without end would never be told of. Then the
 * row is sent, and the changes that it knows of are noted as sent, as long as a position has room for them.
 *
 * @param noted How many changes are noted already.
 */
export function raisings(last: readonly Candidate[], laterOf: (candidate: Candidate) => Later, noted = 0): readonly Raising[] {
  let room = mostAheadInAll - noted;
  return last.flatMap((candidate) => {
    const { isReadable, open } = laterOf(candidate);
    if (isReadable) return [];
    if (open.length > 0 && (!candidate.change.isOld || open.length > Math.min(mostAhead, room))) return [];
    room -= open.length;
    return [{ ...candidate, ahead: open.map((id) => aheadName(id, candidate.event.type)) }];
  });
}
