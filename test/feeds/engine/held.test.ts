import { afterEach, beforeEach, expect, it } from "vitest";
import type { FeedEvent } from "../../../runner/src/feeds/feed-event.ts";
import type { Arrival } from "../../../runner/src/feeds/order/arrival.ts";
import { orderBatch } from "../../../runner/src/feeds/order/order-batch.ts";
import { orderRules } from "../../../runner/src/feeds/order/order-rules.ts";
import type { FeedSource } from "../../../runner/src/feeds/sources/source.ts";
import { listDeadLetters } from "../../../runner/src/ledger/feeds/dead-letters.ts";
import { readFeed } from "../../../runner/src/ledger/feeds/feed-state.ts";
import type { HeldEvent } from "../../../runner/src/ledger/feeds/holds.ts";
import type { Ledger } from "../../../runner/src/ledger/ledger.ts";
import { warehouseError } from "../../../runner/src/warehouse/errors.ts";
import { type LedgerPlace, ledgerPlace } from "../../ledger/ledger-engines.ts";
import { changesFeed, event, live, sourceOf, Topic, types } from "./played-feed.ts";

const [created, analyzed, matched] = types;
const clear = event(analyzed, "a", "r", 1, "John Smith");
const follows = event(matched, "a", "m");
const first = event(created, "a", "c");

let place: LedgerPlace;
let ledger: Ledger;
let topic: Topic;
beforeEach(async () => {
  place = await ledgerPlace("sqlite");
  ledger = await place.open();
  topic = new Topic();
});
afterEach(() => place.remove());

function source(history: readonly FeedEvent[], made?: Parameters<typeof sourceOf>[4]): FeedSource {
  return sourceOf(history, 9, { pass: place.pass }, new Set(), made);
}

const sent = (): readonly string[] => topic.records.filter(({ to }) => to === "events").map(({ id }) => id);
const reasons = async () => (await listDeadLetters(ledger, "f")).items.map(({ code, id }) => `${code} ${id}`);

const heldOf: HeldEvent = {
  ...{ type: analyzed, row: '["r"]', externalId: "a", after: created, id: "v1", raisedAt: "2026-11-20T12:00:00.000000Z" },
  ...{ value: "{}", madeOf: "m", deadline: "2026-11-20T13:00:00.000Z" },
};

function ordered(arrivals: readonly Arrival[], settled: readonly string[] = []) {
  const order = { arrivals, settled: new Set(settled), held: [heldOf], rules: orderRules(changesFeed) };
  const { outgoing, held } = orderBatch({ ...order, deadlineOf: () => "2026-11-20T14:00:00.000Z", refusal: () => undefined });
  return { sent: outgoing.map((each) => ("event" in each ? each.event.id : each.dead.id)), held: held.map(({ id }) => id) };
}

it("a row that waits and gets another external id waits for what that one waits for, and is not lost", () => {
  const newer = event(analyzed, "b", "r", 2);
  expect(ordered([{ event: newer }, { event: first }])).toEqual({ sent: [first.id], held: [newer.id] });
  // It need not wait: nothing older may come behind it.
  expect(ordered([{ event: newer }, { event: first }], [`${created}\nb`])).toEqual({ sent: [newer.id, first.id], held: [] });
});

it("what waits goes on when the document does not have it wait any more, and those behind it", async () => {
  await live({ ledger, key: "f", topic, source: source([follows, clear]) });
  const events = changesFeed.events.map(({ after: _, ...each }) => each);
  await live({ ledger, key: "f", topic, source: source([follows, clear]), feed: { ...changesFeed, events } });
  expect(sent()).toEqual([follows.id, clear.id]);
});

it("what waits of a type that is gone becomes a dead letter", async () => {
  await live({ ledger, key: "f", topic, source: source([clear]) });
  const events = changesFeed.events.filter(({ type }) => type === created);
  await live({ ledger, key: "f", topic, source: source([clear]), feed: { ...changesFeed, events } });
  expect(await reasons()).toEqual([`feed-held-outdated ${clear.id}`]);
  expect(await readFeed(ledger, "f")).toMatchObject({ held: 0, sent: 0 });
});

it("a policy applies to what waits: it is raised anew, or a dead letter where its row can't be read", async () => {
  const masked = { ...event(analyzed, "a", "r", 1, "****"), id: "masked" };
  for (const canReread of [true, false]) {
    const key = `${canReread}`;
    await live({ ledger, key, topic, source: source([clear]) });
    // The row reads otherwise from now on.
    const now = source([clear, first], { madeOf: () => "masked", canReread });
    const reread = async () => ({ events: [{ ...masked, madeOf: "masked" }], poison: [] });
    await live({ ledger, key, topic, source: canReread ? { ...now, reread } : now });
    expect(topic.records.map(({ text }) => text).join()).not.toContain("John Smith");
    expect(await readFeed(ledger, key)).toMatchObject({ held: 0, deadLetters: canReread ? 0 : 1 });
  }
  expect(sent()).toEqual([first.id, "masked", first.id]);
});

it("a row that is gone, or not chosen any more, raises nothing when it is read again", async () => {
  await live({ ledger, key: "f", topic, source: source([clear]) });
  const now = source([clear, first], { madeOf: () => "later" });
  await live({ ledger, key: "f", topic, source: { ...now, reread: async () => ({ events: [], poison: [] }) } });
  expect(sent()).toEqual([first.id]);
  expect(await readFeed(ledger, "f")).toMatchObject({ held: 0, deadLetters: 0 });
});

it("one row that can't be read again is a dead letter, those that wait beside it are not", async () => {
  const rows = Array.from({ length: 9 }, (_, at) => `r${at}`);
  const waiting = rows.map((row) => event(analyzed, "a", row));
  await live({ ledger, key: "f", topic, source: source(waiting) });
  const now = source([...waiting, first], { madeOf: () => "later" });
  const reread = async (_: unknown, keys: readonly (readonly string[])[]) => {
    const cause = Object.assign(new Error("division by zero"), { code: "22012" });
    if (keys.some(([row]) => row === "r3")) throw warehouseError("warehouse-query-failed", "refused", { cause });
    return { events: keys.map(([row]) => ({ ...event(analyzed, "a", row!, 1), madeOf: "later" })), poison: [] };
  };
  await live({ ledger, key: "f", topic, source: { ...now, reread } });
  expect(await reasons()).toEqual([`feed-held-outdated ${analyzed}/a/r3/0`]);
  const others = rows.filter((row) => row !== "r3").map((row) => `${analyzed}/a/${row}/1`);
  expect(sent()).toEqual([first.id, ...others]);
});

it("nobody is given up while what it waits for may be unread", async () => {
  await live({ ledger, key: "f", topic, source: source([clear]) });
  place.pass(3_600_000);
  const ahead = sourceOf([clear, follows, first], 1, { pass: place.pass }, new Set());
  await live({ ledger, key: "f", topic, source: ahead });
  expect(await reasons()).toEqual([]);
  expect(sent()).toEqual([first.id, clear.id, follows.id]);
});

it("what is read until so long ago is given up until then, by the source's own clock", async () => {
  await live({ ledger, key: "f", topic, source: source([clear]) });
  place.pass(3_600_000 + 60_000);
  const behind = (readAgo: number) => ({ ...source([clear]), lag: async () => ({ seconds: readAgo, readAgo }) });
  await live({ ledger, key: "f", topic, source: behind(61) });
  expect(await reasons()).toEqual([]);
  await live({ ledger, key: "f", topic, source: behind(30) });
  expect(await reasons()).toEqual([`feed-predecessor-missing ${clear.id}`]);
});

it("another number of partitions stops the feed, another topic does not", async () => {
  await live({ ledger, key: "f", topic, source: source([first]) });
  topic.partitions = 4;
  const stopped = { state: "stopped", error: { code: "feed-partitions-changed" } };
  expect(await live({ ledger, key: "f", topic, source: source([first]) })).toMatchObject(stopped);
  const { stoppedAt } = (await readFeed(ledger, "f"))!;
  expect(stoppedAt).toBeDefined();
  await live({ ledger, key: "g", topic, source: source([first]) });
  [topic.place, topic.partitions] = ["another topic", 6];
  expect(await live({ ledger, key: "g", topic, source: source([first]) })).toEqual({ state: "done" });
  expect(await readFeed(ledger, "g")).toMatchObject({ partitions: 6, partitionsOf: "another topic" });
});
