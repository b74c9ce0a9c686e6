import { expect, onTestFinished, test, vi } from "vitest";
import { type FeedOwner, ownFeed } from "../../../runner/src/feeds/feed-owner.ts";
import { runOwnedFeed } from "../../../runner/src/feeds/run-owned-feed.ts";
import { feedLease, readStanding } from "../../../runner/src/ledger/feeds/feed-state.ts";
import { releaseLease } from "../../../runner/src/ledger/leases.ts";
import { openLedger } from "../../../runner/src/ledger/ledger.ts";
import { changesFeed, event, sourceOf, Topic, types } from "./played-feed.ts";

const history = ["a", "b", "c"].map((id) => event(types[0], id, id));

/** A feed whose lease runs out under its second batch, after the first position and one batch; `meanwhile`: before it is found out. */
async function lapse(meanwhile: (takeAway: () => Promise<FeedOwner | undefined>) => Promise<void>) {
  const ledger = await openLedger(":memory:");
  onTestFinished(() => ledger[Symbol.asyncDispose]());
  const feed = { key: "feed", name: changesFeed.name, definitionHash: "d" };
  const first = await ownFeed(ledger, feed, "this one");
  if (first === undefined) throw new Error("somebody else has the feed");
  const topic = new Topic();
  let batches = 0;
  const result = await runOwnedFeed(
    changesFeed,
    first,
    {
      ledger,
      openSource: async () => sourceOf(history, 1, { pass: () => {} }, new Set()),
      sink: topic.sink(() => undefined, 1_000_000),
      transactional: false,
      faults: {
        reach: async (point) => {
          if (point !== "ordered" || ++batches !== 3) return;
          await meanwhile(async () => {
            await releaseLease(ledger, feedLease(feed.key), "this one");
            return ownFeed(ledger, feed, "another");
          });
          first.lose();
        },
      },
    },
    { once: true, signal: new AbortController().signal, own: () => ownFeed(ledger, feed, "this one") },
  );
  return { result, sent: topic.records.map(({ key }) => key), standing: await readStanding(ledger, feed.key) };
}

test("a feed whose lease ran out, and that nobody else has taken, is taken again and goes on", async () => {
  const { result, sent, standing } = await lapse(async () => {});
  expect(result).toEqual({ state: "done" });
  expect(sent).toEqual(["a", "b", "c"]);
  expect(standing).toMatchObject({ epoch: 2, sent: 3 });
});

test("a feed that another runner has taken meanwhile is left to it", async () => {
  const { result, sent, standing } = await lapse(async (takeAway) => {
    const other = await takeAway();
    onTestFinished(() => other?.[Symbol.asyncDispose]());
  });
  expect(result).toEqual({ state: "lost" });
  expect(sent).toEqual(["a"]);
  expect(standing).toMatchObject({ epoch: 2, sent: 1 });
});

test.each([
  ["slept for longer than the lease lasts", 11_000, false],
  ["slept for a moment", 1_000, true],
  ["had its wall clock set back", -3_600_000, true],
])("a machine that %s", async (_, ms, isHeld) => {
  await using ledger = await openLedger(":memory:");
  const feed = { key: "feed", name: changesFeed.name, definitionHash: "d" };
  await using owner = await ownFeed(ledger, feed, "this one");
  // The steady clock stands still meanwhile.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
  onTestFinished(() => void vi.useRealTimers());
  expect(owner?.isHeld).toBe(isHeld);
});
