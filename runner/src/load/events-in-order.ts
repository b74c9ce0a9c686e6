import type { FeedEvent } from "../../../schemas/generated/documents.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { DocumentFindings } from "./findings.ts";
import { shown } from "./shown-value.ts";

interface WrittenEvent {
  readonly type: string;
  readonly event: FeedEvent;
}

/** The types of a feed's events, each after the one that it follows, otherwise as written. What `after` names is checked. */
export function eventsInOrder(findings: DocumentFindings, events: readonly WrittenEvent[]): readonly string[] {
  const follows = new Map(events.map(({ type, event }) => [type, event.after]));
  for (const [type, after] of follows) {
    if (after === undefined) continue;
    const path = ["events", type, "after"];
    if (!follows.has(after)) {
      const hint = didYouMean(
        after,
        [...follows.keys()].filter((other) => other !== type),
      );
      findings.error("feed-after", path, `The feed has no event ${shown(after)}.`, hint);
    } else if (waitsForItself(follows, type)) {
      const message = after === type ? "The event would wait for itself." : "The event would wait for one that waits for it.";
      findings.error("feed-after", path, message, "Take `after` from the event that comes first.");
    }
  }
  if (findings.failed) return events.map(({ type }) => type);
  const ordered: string[] = [];
  const place = (type: string): void => {
    const after = follows.get(type);
    if (after !== undefined && !ordered.includes(after)) place(after);
    if (!ordered.includes(type)) ordered.push(type);
  };
  for (const { type } of events) place(type);
  return ordered;
}

function waitsForItself(follows: ReadonlyMap<string, string | undefined>, type: string): boolean {
  const seen = new Set<string>();
  for (let next = follows.get(type); next !== undefined && !seen.has(next); next = follows.get(next)) {
    if (next === type) return true;
    seen.add(next);
  }
  return false;
}
