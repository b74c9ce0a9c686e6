import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { look } from "../../runner/src/daemon/notify/look.ts";
import { newLookMemory } from "../../runner/src/daemon/notify/rules.ts";
import { pauseFeed, resumeFeed } from "../../runner/src/ledger/feeds/control-feed.ts";
import { type FeedNote, noteFeed, takeFeed } from "../../runner/src/ledger/feeds/own-feed.ts";
import { takeLease } from "../../runner/src/ledger/leases.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { dueNotices } from "../../runner/src/ledger/notices.ts";
import type { ResolvedFeed } from "../../runner/src/load/project-documents.ts";
import { engines, type LedgerPlace, ledgerPlace } from "../ledger/ledger-engines.ts";

const feed = {
  name: "calls",
  enabled: true,
  lateAfterMs: 300_000,
  notify: [{ to: "ops", events: ["failure", "late", "recovery"] }],
} as unknown as ResolvedFeed;

const minute = 60_000;

describe.each(engines)("notices of feeds on %s", (engine) => {
  let place: LedgerPlace;
  let ledger: Ledger;
  let epoch = 0;
  const memory = newLookMemory();
  let feeds = new Map([[feed.name, feed]]);

  beforeEach(async () => {
    place = await ledgerPlace(engine);
    ledger = await place.open();
    feeds = new Map([[feed.name, feed]]);
    Object.assign(memory, newLookMemory());
    await takeLease(ledger, "feed:calls", "host:1", 3_600_000);
    epoch = (await takeFeed(ledger, { key: "calls", name: "calls", definitionHash: "d" }, "host:1"))?.epoch ?? 0;
    await looked();
  });
  afterEach(() => place.remove());

  const looked = () => look(ledger, { extracts: new Map(), feeds }, memory);
  const note = (said: FeedNote) => noteFeed(ledger, { key: "calls", epoch }, said);
  const told = async () => (await dueNotices(ledger, [], 100)).map(({ body }) => body);
  const events = async () => (await told()).map(({ event }) => event);
  const pass = async (ms: number) => {
    place.pass(ms);
    await looked();
  };
  const broken = { code: "feed-broker-unreachable", message: "No broker answers." };

  test("one that fails for long is told of once, and once that it goes on; a short failure is not", async () => {
    await note({ error: broken });
    await pass(minute);
    expect(await events()).toEqual([]);
    await note({ error: null });
    await pass(minute);
    await note({ error: broken });
    for (let at = 0; at < 4; at++) {
      await pass(minute);
      await note({ error: broken });
    }
    await looked();
    expect(await told()).toMatchObject([{ event: "failure", feed: "calls", error: broken }]);
    await note({ error: null });
    await pass(minute);
    await pass(minute);
    expect(await events()).toEqual(["failure", "recovery"]);
  });

  test("one that fails for long is told of, be it that its runner and who looks begin anew each minute; a pause is no failure", async () => {
    await note({ error: broken });
    await pass(minute);
    await pauseFeed(ledger, feedName, { by: "amy" });
    await pass(10 * minute);
    await resumeFeed(ledger, feedName);
    for (let at = 0; at < 2; at++) {
      await pass(minute);
      expect(await events()).toEqual([]);
      Object.assign(memory, newLookMemory());
      epoch = (await takeFeed(ledger, { key: "calls", name: "calls", definitionHash: "d" }, "host:1"))?.epoch ?? 0;
      await note({ error: broken });
    }
    await pass(1000);
    expect(await events()).toEqual(["failure"]);
    // Told of already: what is not over is told neither anew nor as over.
    await pauseFeed(ledger, feedName, { by: "amy" });
    await resumeFeed(ledger, feedName);
    await pass(1000);
    expect(await events()).toEqual(["failure"]);
    await note({ error: null });
    await pass(1000);
    expect(await events()).toEqual(["failure", "recovery"]);
  });

  test("one that stops is told of at once; paused, nothing more is told until it goes on", async () => {
    await note({ error: { code: "feed-topic-missing", message: "There is no topic." }, stop: true });
    await pass(1000);
    expect(await told()).toMatchObject([{ event: "failure", error: { code: "feed-topic-missing" } }]);
    await pauseFeed(ledger, feedName, { by: "amy" });
    await pass(minute);
    expect(await events()).toEqual(["failure"]);
    await resumeFeed(ledger, feedName);
    await pass(minute);
    expect(await events()).toEqual(["failure", "recovery"]);
  });

  test("one that falls behind, or is held up by an open transaction, is late until it has caught up", async () => {
    await note({ lag: { events: 10, seconds: 200 } });
    await pass(1000);
    expect(await events()).toEqual([]);
    const heldUpSince = "2026-11-20T11:50:00.000Z";
    await note({ lag: { events: 900, seconds: 400, heldUpSince } });
    await pass(1000);
    await note({ lag: { events: 1900, seconds: 500, heldUpSince } });
    await pass(1000);
    expect(await told()).toMatchObject([{ event: "late", feed: "calls", lag: { events: 900, seconds: 400 }, heldUpSince }]);
    await note({ lag: { events: 0, seconds: 0 } });
    await pass(1000);
    expect(await events()).toEqual(["late", "recovery"]);
    // Nobody has said anything of it for long: its lag grows by the clock.
    await pass(10 * minute);
    expect(await events()).toEqual(["late", "recovery", "late"]);
    // Gone, with what was wrong with it: nothing to tell.
    feeds = new Map();
    await pass(minute);
    expect(await events()).toHaveLength(3);
  });
});

const feedName = { key: "calls", name: "calls" };
