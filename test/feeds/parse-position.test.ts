import { expect, test } from "vitest";
import { parsePosition } from "../../runner/src/feeds/parse-position.ts";
import { inNewHistory, reaches } from "../../runner/src/feeds/place-feed.ts";
import type { FeedPosition } from "../../runner/src/feeds/position.ts";
import type { ResolvedFeed } from "../../runner/src/load/project-documents.ts";

const events = [{ type: "Created" }, { type: "Rated" }];
const byChanges = { events, source: { changes: "datafeed.changes" } } as unknown as ResolvedFeed;
const byLooks = { events, source: { lookbackMs: 600_000, everyMs: 30_000 } } as unknown as ResolvedFeed;

const place = { system: "7362", timeline: 1, txid: "812", id: "44", changedAt: "2026-03-17T08:00:00.000001Z" };
const snapshot = {
  id: "snapshot",
  purpose: "snapshot",
  to: "9999-12-31T23:59:59.999999Z",
  types: ["Created", "Rated"],
  after: ["2026-03-17T08:00:00.000000Z", "c1"],
  since: place,
  rows: 12,
};
const replay = {
  id: "1n",
  purpose: "replay",
  from: "2026-03-17T00:00:00.000000Z",
  to: "2026-03-18T00:00:00.000000Z",
  types: ["Rated"],
  rows: 0,
};
const whole = { changes: { ...place, ahead: ["45 Rated"] }, passes: [snapshot, replay] };
const looked = { lookedUntil: "2026-03-17T08:00:00.000000Z", notBefore: "2026-03-01T00:00:00.000000Z", passes: [replay] };

const parsed = (value: unknown, feed = byChanges) => parsePosition(JSON.stringify(value), feed);

test("what a feed writes itself is taken as it is", () => {
  expect(parsed(whole)).toEqual(whole);
  expect(parsed({ changes: place, passes: [] })).toEqual({ changes: place, passes: [] });
  expect(parsed(looked, byLooks)).toEqual(looked);
  expect(parsed({ passes: [] }, byLooks)).toEqual({ passes: [] });
});

test.each([
  ["no JSON", "{", "is no JSON"],
  ["null", "null", "is no object"],
  ["a list", "[]", "is no object"],
  ["nothing", "{}", "lacks `passes`"],
])("%s is refused", (_what, text, message) => {
  expect(parsePosition(text, byChanges)).toBe(message);
});

test.each([
  ["without its changes", { passes: [] }, "lacks `changes`"],
  ["of another kind of source", looked, 'has a member "lookedUntil" that it can\'t have'],
  ["with a number for a text", { changes: { ...place, txid: 812 }, passes: [] }, "txid"],
  ["with a negative number", { changes: { ...place, id: "-1" }, passes: [] }, "id"],
  ["with zeros in front", { changes: { ...place, txid: "0812" }, passes: [] }, "txid"],
  ["with SQL in it", { changes: { ...place, system: "1; drop table x" }, passes: [] }, "system"],
  ["in no timeline", { changes: { ...place, timeline: 0 }, passes: [] }, "timeline"],
  ["with more in it", { changes: { ...place, lsn: "0/1" }, passes: [] }, '"lsn"'],
  ["of a change of no time", { changes: { ...place, changedAt: "yesterday" }, passes: [] }, "changedAt"],
  ["ahead by no type of it", { changes: { ...place, ahead: ["45 Gone"] }, passes: [] }, "ahead"],
  ["with a pass of no type", { changes: place, passes: [{ ...replay, types: [] }] }, "types"],
  ["with a type that is none of it", { changes: place, passes: [{ ...replay, types: ["Gone"] }] }, "not all of this feed"],
  ["with a day that does not exist", { changes: place, passes: [{ ...replay, to: "2026-02-30T00:00:00.000000Z" }] }, "`to`"],
  ["with less than microseconds", { changes: place, passes: [{ ...replay, from: "2026-03-17T00:00:00Z" }] }, "`from`"],
  ["with a pass for nothing", { changes: place, passes: [{ ...replay, purpose: "fun" }] }, "purpose"],
  ["with rows that are no count", { changes: place, passes: [{ ...replay, rows: -1 }] }, "rows"],
  ["with a key without a time", { changes: place, passes: [{ ...replay, after: ["c1"] }] }, "after"],
  ["with a replay that leaves out changes", { changes: place, passes: [{ ...replay, since: place }] }, "since"],
  ["with one pass twice", { changes: place, passes: [replay, replay] }, "one id"],
])("a position %s is refused", (_what, value, message) => {
  expect(parsed(value)).toContain(message);
});

test("a look has no place in a change table", () => {
  expect(parsed({ changes: place, passes: [] }, byLooks)).toContain('"changes"');
  expect(parsed({ ...looked, passes: [snapshot] }, byLooks)).toContain("since");
});

test("a place that is kept is one of the new history, with its snapshot; one that the source has not reached is none", () => {
  const now: FeedPosition = { changes: { system: "7362", timeline: 2, txid: "900", id: "0" }, passes: [] };
  const kept = inNewHistory(whole as FeedPosition, now);
  expect(kept?.changes).toEqual({ ...place, timeline: 2, ahead: ["45 Rated"] });
  expect(kept?.passes).toEqual([{ ...snapshot, since: { ...place, timeline: 2 } }, replay]);
  const short: FeedPosition = { changes: { system: "9", timeline: 1, txid: "811", id: "0" }, passes: [] };
  expect(inNewHistory(whole as FeedPosition, short)).toBeUndefined();
  // One that looked back has no place in a change table.
  expect(inNewHistory({ lookedUntil: "2026-01-01T00:00:00.000000Z", passes: [] }, now)).toBeUndefined();
  // By number, not by text.
  expect(reaches(whole as FeedPosition, { changes: { ...place, txid: "1000" }, passes: [] })).toBe(true);
  expect(
    reaches(
      { lookedUntil: "2999-01-01T00:00:00.000000Z", passes: [] },
      { lookedUntil: "2026-01-01T00:00:00.000000Z", passes: [] },
    ),
  ).toBe(false);
});
