import { expect } from "vitest";
import type { FeedEvent } from "../../../runner/src/feeds/feed-event.ts";
import { changesFeed, type Told } from "./played-feed.ts";

const follows = new Map(changesFeed.events.map(({ type, after }) => [type, after]));

/** A record as a reader sees it. */
export interface Seen {
  readonly to: "events" | "dead-letters";
  readonly key: string;
  /** The header ce_id. */
  readonly id: string;
  readonly text: string;
}

/** Checks what a reader of the topic sees against what was told; answers with how many records came more than once. */
export function checkOrder(history: readonly Told[], records: readonly Seen[], dead: ReadonlySet<string>): number {
  const events = history.filter((each): each is FeedEvent => "value" in each);
  const first = new Map<string, number>();
  records.forEach(({ id, to }, at) => {
    if (to === "events" && !first.has(id)) first.set(id, at);
  });
  const deadAt = new Map<string, number>();
  records.forEach(({ id, to }, at) => {
    if (to === "dead-letters" && !deadAt.has(id)) deadAt.set(id, at);
  });
  const texts = new Map(events.map(({ id, value }) => [id, Buffer.from(value).toString("utf8")]));
  for (const { id, to, text, key } of records) {
    if (to !== "events") continue;
    expect(text).toBe(texts.get(id));
    expect(key).toBe(events.find((each) => each.id === id)?.externalId);
  }
  for (const [at, each] of events.entries()) {
    const seen = first.get(each.id);
    const newer = events.slice(at + 1).find((later) => later.type === each.type && later.row[0] === each.row[0]);
    if (seen === undefined) {
      // Only what was replaced while it waited, or is a dead letter, may be missing.
      expect(newer !== undefined || dead.has(each.id), `${each.id} is lost`).toBe(true);
      continue;
    }
    // The one that comes first has come: to this topic, or to the dead letters.
    const before = follows.get(each.type);
    if (before !== undefined) {
      const leads = events.filter((lead) => lead.type === before && lead.externalId === each.externalId);
      const leadAt = Math.min(...leads.flatMap(({ id }) => [first.get(id) ?? Infinity, deadAt.get(id) ?? Infinity]));
      expect(leadAt, `${each.id} came before any ${before}`).toBeLessThan(seen);
    }
    // A newer version of the row comes later.
    const newerAt = newer === undefined ? undefined : first.get(newer.id);
    if (newerAt !== undefined) expect(newerAt).toBeGreaterThan(seen);
    // Nothing of a conversation and a type overtakes what came before it, unless that was told anew.
    for (const later of events.slice(at + 1)) {
      if (later.type !== each.type || later.externalId !== each.externalId) continue;
      const laterAt = first.get(later.id);
      if (laterAt !== undefined) expect(laterAt, `${later.id} overtook ${each.id}`).toBeGreaterThan(seen);
    }
  }
  return records.filter(({ to }) => to === "events").length - first.size;
}
