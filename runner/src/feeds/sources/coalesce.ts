import type { RaisedBy, ResolvedEvent } from "../../load/project-documents.ts";
import { mostAhead } from "./change-questions.ts";
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
}

/** What comes behind the changes that were read, of the row of one of them. */
export interface Later {
  readonly insert: boolean;
  readonly update: boolean;
  /** Changes that are committed and can't be read yet. */
  readonly open: readonly { readonly id: string; readonly operation: RaisedBy }[];
}

/** An event type that a change raises, and the changes that this settles, too. */
export interface Raising {
  readonly change: Change;
  readonly event: ResolvedEvent;
  /** Changes that can't be read yet, of which the row that will be read knows already. */
  readonly ahead: readonly string[];
}

/** For each change the event types of its row's table that it may raise. */
export function raisedBy(events: readonly ResolvedEvent[], { stream, operation }: Change): readonly ResolvedEvent[] {
  return events.filter(({ extract, raise }) => raise.has(operation) && streamOf(extract.template).label === stream);
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
): readonly { readonly change: Change; readonly event: ResolvedEvent }[] {
  const last = new Map<string, { readonly change: Change; readonly event: ResolvedEvent }>();
  for (const change of changes) {
    for (const event of raisedBy(events, change)) {
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
 * row is sent, and the changes that it knows of are noted as sent.
 */
export function raisings(
  last: readonly { readonly change: Change; readonly event: ResolvedEvent }[],
  laterOf: (change: Change) => Later,
): readonly Raising[] {
  return last.flatMap(({ change, event }) => {
    const later = laterOf(change);
    if ([...event.raise].some((operation) => later[operation])) return [];
    const open = later.open.filter(({ operation }) => event.raise.has(operation)).map(({ id }) => aheadName(id, event.type));
    if (open.length > 0 && (!change.isOld || later.open.length > mostAhead)) return [];
    return [{ change, event, ahead: open }];
  });
}
