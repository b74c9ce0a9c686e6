import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commitBatch, dropPrepared, type FeedChange, prepareBatch } from "../../runner/src/ledger/feeds/commit-batch.ts";
import { pauseFeed, requestReplay, resumeFeed, setFeedPosition } from "../../runner/src/ledger/feeds/control-feed.ts";
import { listDeadLetters } from "../../runner/src/ledger/feeds/dead-letters.ts";
import { feedLease, readFeed } from "../../runner/src/ledger/feeds/feed-state.ts";
import { forgetDeadLetters, forgetSeen, forgetSent, seenOf } from "../../runner/src/ledger/feeds/forget.ts";
import {
  type HeldEvent,
  heldOtherwise,
  heldUntil,
  heldWith,
  releasable,
  settledOf,
} from "../../runner/src/ledger/feeds/holds.ts";
import { noteFeed, takeFeed } from "../../runner/src/ledger/feeds/own-feed.ts";
import { listRequests } from "../../runner/src/ledger/feeds/requests.ts";
import { takeLease } from "../../runner/src/ledger/leases.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { engines, type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";

const feed = { key: "conversations", name: "conversation-events", definitionHash: "d" };
const leaseMs = 10_000;

const nothing: FeedChange = {
  ...{ batch: 1, position: '{"passes":[]}', sent: 0 },
  ...{ held: [], released: [], settled: [], seen: [], deadLetters: [], requests: [] },
};

function held(row: string, more: Partial<HeldEvent> = {}): HeldEvent {
  return {
    ...{ type: "Analyzed", row, externalId: "a", after: "Created", id: `id ${row}` },
    ...{
      raisedAt: "2026-11-20T12:00:00.123456Z",
      madeOf: "m",
      value: `{"text":"it's \\"ö\\" \\u0000"}`,
      deadline: "2026-11-20T13:00:00.000Z",
    },
    ...more,
  };
}

describe.each(engines)("a feed in a ledger on %s", (engine) => {
  let place: LedgerPlace;
  let ledger: Ledger;
  beforeEach(async () => {
    place = await ledgerPlace(engine);
    ledger = await place.open();
  });
  afterEach(() => place.remove());

  async function owned(holder: string) {
    if ((await takeLease(ledger, feedLease(feed.key), holder, leaseMs)) === undefined) return undefined;
    return takeFeed(ledger, feed, holder);
  }

  it("belongs to who holds its lease; an earlier owner changes nothing any more", async () => {
    const first = (await owned("one"))!;
    expect(await owned("two")).toBeUndefined();
    // As when the process stood still between its lease and its word.
    expect(await takeFeed(ledger, feed, "two")).toBeUndefined();
    expect(await commitBatch(ledger, first, nothing)).toEqual({ paused: false, requests: false });
    place.pass(leaseMs + 1);
    const second = (await owned("two"))!;
    expect(second).toMatchObject({ batch: 1, position: nothing.position, runner: "two" });
    expect(await commitBatch(ledger, first, { ...nothing, batch: 2, sent: 7, held: [held("1")] })).toBeUndefined();
    expect(await prepareBatch(ledger, first, nothing)).toBe(false);
    expect(await dropPrepared(ledger, first)).toBe(false);
    expect(await noteFeed(ledger, first, { rate: 1 })).toBe(false);
    expect(await readFeed(ledger, feed.key)).toMatchObject({ batch: 1, sent: 0, held: 0, epoch: second.epoch });
  });

  it("keeps all that a batch changes, by the thousand, and each text as it is", async () => {
    const owner = (await owned("one"))!;
    const rows = Array.from({ length: 5_000 }, (_, at) => `${at}`);
    const change: FeedChange = {
      ...nothing,
      ...{ sent: 3, last: { type: "Created", id: "x", raisedAt: "2026-11-20T11:59:59.999999Z" } },
      held: rows.map((row) => held(JSON.stringify([row]), { externalId: `e${Number(row) % 10}` })),
      settled: rows.map((row) => ["Created", `s'${row}`]),
      seen: rows.map((row) => [`seen ${row}`, "2026-11-20T11:00:00.000000Z"]),
      deadLetters: rows.map((row) => ({ id: `dead ${row}`, type: "Analyzed", code: "format-value", message: "m" })),
    };
    await commitBatch(ledger, owner, change);
    expect(await readFeed(ledger, feed.key)).toMatchObject({ held: 5_000, deadLetters: 5_000, sent: 3 });
    const some = await heldWith(ledger, feed.key, { externalIds: ["e3", "none"] }, { events: 500, bytes: 1e6 });
    expect(some!.slice(0, 3).map(({ row }) => row)).toEqual(['["3"]', '["13"]', '["23"]']);
    expect(some![0]).toEqual(held('["3"]', { externalId: "e3", deadline: some![0]!.deadline }));
    expect(new Date(some![0]!.deadline).toISOString()).toBe("2026-11-20T13:00:00.000Z");
    expect(
      await settledOf(ledger, feed.key, [
        ["Created", "s'7"],
        ["Created", "7"],
        ["Analyzed", "s'7"],
      ]),
    ).toEqual([["Created", "s'7"]]);
    expect(await seenOf(ledger, feed.key, ["seen 7", "seen x"])).toEqual(new Set(["seen 7"]));
    const page = await listDeadLetters(ledger, feed.key, { limit: 2, offset: 1, search: "VALUE" });
    expect(page).toMatchObject({ total: 5_000, items: [{ id: "dead 998" }, { id: "dead 997" }] });
    // Released, and settled for others.
    const released = rows.slice(0, 4_000).map((row) => ({ type: "Analyzed", row: JSON.stringify([row]) }));
    await commitBatch(ledger, owner, { ...nothing, batch: 2, released, settled: [["Created", "e9"]] });
    expect((await releasable(ledger, feed.key, { events: 10, bytes: 1e6 })).map(({ row }) => row)).toEqual(
      [4009, 4019, 4029, 4039, 4049, 4059, 4069, 4079, 4089, 4099].map((row) => `["${row}"]`),
    );
    expect((await readFeed(ledger, feed.key))?.held).toBe(1_000);
  });

  it("has a newer version take the place of a row that waits, last in the order and with the first one's deadline", async () => {
    const owner = (await owned("one"))!;
    await commitBatch(ledger, owner, { ...nothing, held: [held("1"), held("2")] });
    const newer = held("1", { id: "newer", value: "{}", deadline: "2026-11-20T20:00:00.000Z" });
    await commitBatch(ledger, owner, { ...nothing, batch: 2, held: [newer] });
    const both = await heldWith(ledger, feed.key, { externalIds: ["a"] }, { events: 2, bytes: 1e6 });
    const all = { events: 9, bytes: 1e6 };
    expect(both?.map(({ id }) => id)).toEqual(["id 2", "newer"]);
    expect(await heldUntil(ledger, feed.key, "2026-11-20T12:59:59.999Z", all)).toEqual([]);
    expect((await heldUntil(ledger, feed.key, "2026-11-20T13:00:00.000Z", all)).map(({ id }) => id)).toEqual(["id 2", "newer"]);
  });

  it("gives as much of what waits as can be sent at once: so many events, so many bytes, and one at least", async () => {
    const owner = (await owned("one"))!;
    // An umlaut is two bytes.
    const waiting = ["1", "2", "3", "4"].map((row) => held(row, { value: "ö".repeat(50) }));
    await commitBatch(ledger, owner, { ...nothing, held: waiting, settled: [["Created", "a"]] });
    for (const [most, count] of [
      [{ events: 3, bytes: 1e6 }, 3],
      [{ events: 9, bytes: 399 }, 3],
      [{ events: 9, bytes: 400 }, 4],
      [{ events: 9, bytes: 99 }, 1],
    ] as const) {
      const rows = waiting.slice(0, count).map(({ row }) => row);
      expect((await releasable(ledger, feed.key, most)).map(({ row }) => row)).toEqual(rows);
      const now = [{ type: "Analyzed", after: "Created", madeOf: "later" }];
      expect((await heldOtherwise(ledger, feed.key, now, most)).map(({ row }) => row)).toEqual(rows);
      expect((await heldUntil(ledger, feed.key, "2100-01-01T00:00:00.000Z", most)).map(({ row }) => row)).toEqual(rows);
      const concerned = await heldWith(ledger, feed.key, { externalIds: ["a"] }, most);
      expect(concerned?.length).toBe(count === 4 ? 4 : undefined);
    }
  });

  it("is paused, stopped and resumed; its position is set only while it is paused and nobody has it", async () => {
    const owner = (await owned("one"))!;
    await commitBatch(ledger, owner, { ...nothing, seen: [["s", "2026-11-20T11:00:00.000000Z"]] });
    await expect(setFeedPosition(ledger, feed, "{}")).rejects.toMatchObject({ code: "feed-not-paused" });
    await pauseFeed(ledger, feed, { by: "amy", reason: "the topic moves" });
    expect((await pauseFeed(ledger, feed, { by: "bob" })).paused).toMatchObject({ by: "amy", reason: "the topic moves" });
    expect(await commitBatch(ledger, owner, { ...nothing, batch: 2 })).toEqual({ paused: true, requests: false });
    await expect(setFeedPosition(ledger, feed, "{}")).rejects.toMatchObject({ code: "feed-busy" });
    place.pass(leaseMs + 1);
    expect(await setFeedPosition(ledger, feed, '{"passes":[1]}')).toMatchObject({
      position: '{"passes":[1]}',
      positionGiven: true,
    });
    // Its owner woke up.
    expect(await commitBatch(ledger, owner, { ...nothing, batch: 3 })).toBeUndefined();
    expect(await seenOf(ledger, feed.key, ["s"])).toEqual(new Set(["s"]));
    expect(await setFeedPosition(ledger, feed, undefined)).not.toHaveProperty("position");
    expect(await seenOf(ledger, feed.key, ["s"])).toEqual(new Set());
    expect(await resumeFeed(ledger, feed)).not.toHaveProperty("paused");
    const next = (await owned("two"))!;
    await noteFeed(ledger, next, { partitions: { count: 3, of: "topic" } });
    await noteFeed(ledger, next, { error: { code: "feed-changes-missing", message: "m" }, stop: true });
    expect(await resumeFeed(ledger, feed)).toMatchObject({ partitions: 3, partitionsOf: "topic" });
    await noteFeed(ledger, next, { error: { code: "feed-partitions-changed", message: "m" }, stop: true });
    expect(await readFeed(ledger, feed.key)).toMatchObject({ partitions: 3, lastError: { code: "feed-partitions-changed" } });
    const resumed = await resumeFeed(ledger, feed);
    for (const key of ["stoppedAt", "lastError", "partitions", "partitionsOf"]) expect(resumed).not.toHaveProperty(key);
  });

  it("hears of replays that are asked for, until they are taken up", async () => {
    const owner = (await owned("one"))!;
    const stretch = { from: "2026-11-01T00:00:00.000000Z", to: "2026-11-02T00:00:00.000000Z", types: ["Created"] };
    await requestReplay(ledger, feed, { ...stretch, by: "amy" });
    expect(await commitBatch(ledger, owner, nothing)).toEqual({ paused: false, requests: true });
    const [request] = await listRequests(ledger, feed.key);
    expect(request).toMatchObject(stretch);
    expect(await commitBatch(ledger, owner, { ...nothing, batch: 2, requests: [request!.id] })).toEqual({
      paused: false,
      requests: false,
    });
  });

  it("forgets all that is old, and nothing else", async () => {
    const owner = (await owned("one"))!;
    const many = Array.from({ length: 2_500 }, (_, at) => `${at}`);
    await commitBatch(ledger, owner, {
      ...nothing,
      settled: many.map((each) => ["Created", each]),
      seen: many.map((each) => [each, "2026-11-20T11:00:00.999999Z"]),
      deadLetters: many.map((id) => ({ id, type: "Created", code: "format-value", message: "m" })),
    });
    place.pass(1_000);
    await commitBatch(ledger, owner, {
      ...nothing,
      batch: 2,
      settled: [["Created", "new"]],
      seen: [["new", "2026-11-20T11:00:01.000000Z"]],
      deadLetters: [{ id: "new", type: "Created", code: "format-value", message: "m" }],
    });
    for (const forget of [forgetSent, forgetDeadLetters]) expect(await forget(ledger, feed.key, 1_000)).toBe(0);
    place.pass(500);
    for (const forget of [forgetSent, forgetDeadLetters]) {
      expect([await forget(ledger, feed.key, 1_000), await forget(ledger, feed.key, 1_000)]).toEqual([2_500, 0]);
    }
    expect((await listDeadLetters(ledger, feed.key)).items).toMatchObject([{ id: "new" }]);
    expect(
      await settledOf(ledger, feed.key, [
        ["Created", "0"],
        ["Created", "new"],
      ]),
    ).toEqual([["Created", "new"]]);
    const before = "2026-11-20T11:00:01.000000Z";
    expect([await forgetSeen(ledger, feed.key, before), await forgetSeen(ledger, feed.key, before)]).toEqual([2_500, 0]);
    expect(await seenOf(ledger, feed.key, ["0", "new"])).toEqual(new Set(["new"]));
  });

  it("finds what a batch needs to know as quickly as ever when much was sent", async () => {
    const owner = (await owned("one"))!;
    const many = Array.from({ length: 20_000 }, (_, at) => `e${at}`);
    const asked = many.slice(0, 1_000);
    const writing = await timed(() =>
      commitBatch(ledger, owner, {
        ...nothing,
        held: many.slice(0, 5_000).map((id) => held(JSON.stringify([id]), { externalId: id })),
        settled: many.map((id) => ["Created", id]),
        seen: many.map((id) => [id, "2026-11-20T11:00:00.000000Z"]),
      }),
    );
    const looking = await timed(async () => {
      const wanted = asked.map((id) => ["Created", id] as const);
      expect(await settledOf(ledger, feed.key, wanted)).toHaveLength(1_000);
      expect(await seenOf(ledger, feed.key, asked)).toHaveProperty("size", 1_000);
      expect(await heldWith(ledger, feed.key, { externalIds: asked }, { events: 9_999, bytes: 1e6 })).toHaveLength(1_000);
    });
    // Going through all of it for each would take a hundred times as long.
    expect(looking).toBeLessThan(writing);
  });
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
