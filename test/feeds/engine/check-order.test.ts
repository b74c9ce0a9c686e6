import { expect, it } from "vitest";
import type { FeedEvent } from "../../../runner/src/feeds/feed-event.ts";
import { checkOrder, type Seen } from "./check-order.ts";
import { event, types } from "./played-feed.ts";

const [created, analyzed, matched] = types;
const story = [event(created, "a", "c"), event(analyzed, "a", "1"), event(analyzed, "a", "2"), event(matched, "a", "m")];
const newer = event(matched, "a", "m", 1);
const history = [...story, newer];
const seen = history.map(seenOf);

function seenOf({ id, externalId, value }: FeedEvent): Seen {
  return { to: "events", key: externalId, id, text: Buffer.from(value).toString("utf8") };
}

/** The records in another order, by their places in the history. */
function ordered(...places: readonly number[]): Seen[] {
  return places.map((at) => seen[at]!);
}

it("takes what is in order, repeats, what was replaced, and dead letters", () => {
  expect(checkOrder(history, seen, new Set())).toBe(0);
  expect(checkOrder(history, [...seen, ...ordered(0, 3)], new Set())).toBe(2);
  expect(checkOrder(history, ordered(0, 1, 2, 4), new Set())).toBe(0);
  const lead: Seen = { ...seen[0]!, to: "dead-letters" };
  expect(checkOrder(history, [lead, ...ordered(1, 2, 3, 4)], new Set([lead.id]))).toBe(0);
});

it.each([
  ["an event before the one that it follows", ordered(1, 0, 2, 3, 4), /came before any/],
  ["one that overtook another of its type", ordered(0, 2, 1, 3, 4), /overtook/],
  ["a lost one", ordered(0, 1, 3, 4), /is lost/],
  ["a newer version before the older one", ordered(0, 1, 2, 4, 3), /./],
  ["another key", [...ordered(0, 1, 2, 3), { ...seen[4]!, key: "b" }], /./],
  ["other bytes", [...ordered(0, 1, 2, 3), { ...seen[4]!, text: "{}" }], /./],
] as const)("finds %s", (_, records, words) => {
  expect(() => checkOrder(history, records, new Set())).toThrow(words);
});
