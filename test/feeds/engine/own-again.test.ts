import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { type FeedOwner, ownFeed } from "../../../runner/src/feeds/feed-owner.ts";
import { runOwnedFeed } from "../../../runner/src/feeds/run-owned-feed.ts";
import { type Ledger, openLedger } from "../../../runner/src/ledger/ledger.ts";
import { changesFeed, event, sourceOf, Topic, types } from "./played-feed.ts";

/** Pauses take no time here. */
vi.mock("node:timers/promises", async (original) => ({
  ...(await original<typeof import("node:timers/promises")>()),
  setTimeout: async () => {},
}));

const feed = { key: "feed", name: changesFeed.name, definitionHash: "d" };
const away = (): never => {
  throw new DatafeedError("ledger-unreachable", "The ledger can't be reached.");
};

let ledger: Ledger;
let owned: number;
beforeEach(async () => {
  ledger = await openLedger(":memory:");
  owned = 0;
  onTestFinished(() => ledger[Symbol.asyncDispose]());
});

/** A feed whose lease is over at once. */
async function lapse(own: () => Promise<FeedOwner | undefined>, { once = true, signal = new AbortController().signal } = {}) {
  const first = await ownFeed(ledger, feed, "runner");
  if (first === undefined) throw new Error("somebody else has the feed");
  first.lose();
  const retries: number[] = [];
  const told = sourceOf([event(types[0], "a", "a")], 1, { pass: () => {} }, new Set());
  const parts = {
    ...{ ledger, transactional: false, openSource: async () => told },
    sink: new Topic().sink(() => undefined, 1_000),
    onEvent: (progress: { readonly what: string }) => {
      if (progress.what === "retry") retries.push(owned);
    },
  };
  const counted = (): Promise<FeedOwner | undefined> => {
    owned++;
    return own();
  };
  return { result: await runOwnedFeed(changesFeed, first, parts, { once, signal, own: counted }), retries };
}

test("a ledger that is away for longer than the lease is waited for, and the feed goes on", async () => {
  const { result, retries } = await lapse(async () => (owned < 4 ? away() : ownFeed(ledger, feed, "runner")));
  expect(result).toEqual({ state: "done" });
  expect(retries).toEqual([1, 2, 3]);
});

test("whoever waits for the end hears of it after five tries", async () => {
  await expect(lapse(async () => away())).rejects.toMatchObject({ code: "ledger-unreachable" });
  expect(owned).toBe(5);
});

test("without `once` it is waited for until the run is told to end", async () => {
  const stop = new AbortController();
  const own = async () => {
    if (owned === 40) stop.abort();
    return away();
  };
  const { result } = await lapse(own, { once: false, signal: stop.signal });
  expect(result).toEqual({ state: "cancelled" });
  expect(owned).toBe(40);
});
