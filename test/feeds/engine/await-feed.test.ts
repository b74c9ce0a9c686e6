import { expect, test, vi } from "vitest";
import { awaitFeed } from "../../../runner/src/feeds/await-feed.ts";
import { ownFeed } from "../../../runner/src/feeds/feed-owner.ts";
import { feedLease } from "../../../runner/src/ledger/feeds/feed-state.ts";
import { takeLease } from "../../../runner/src/ledger/leases.ts";
import { openLedger } from "../../../runner/src/ledger/ledger.ts";

const feed = { key: "calls", name: "calls", definitionHash: "d" };
const never = new AbortController().signal;

test("the feed of a runner that died is had when its lease ends", async () => {
  await using ledger = await openLedger(":memory:");
  await takeLease(ledger, feedLease(feed.key), "dead", 400);
  const onWait = vi.fn();
  await using owner = await awaitFeed(ledger, feed, "next", { signal: never, onWait });
  expect(owner?.isHeld).toBe(true);
  expect(onWait).toHaveBeenCalledOnce();
});

test("the feed of a runner that lives is not waited for, and one that is let go is had at once", async () => {
  await using ledger = await openLedger(":memory:");
  const other = await ownFeed(ledger, feed, "other", { leaseMs: 60_000, heartbeatMs: 50 });
  expect(await awaitFeed(ledger, feed, "next", { signal: never, onWait: () => {} })).toBeUndefined();
  const quiet = await ownFeed(ledger, { ...feed, key: "quiet" }, "other");
  const letGo = vi.fn(() => void quiet![Symbol.asyncDispose]());
  await using owner = await awaitFeed(ledger, { ...feed, key: "quiet" }, "next", { signal: never, onWait: letGo });
  expect(owner?.isHeld).toBe(true);
  await other![Symbol.asyncDispose]();
});

test("who waits can be cancelled", async () => {
  await using ledger = await openLedger(":memory:");
  await takeLease(ledger, feedLease(feed.key), "dead", 60_000);
  const cancel = new AbortController();
  const onWait = (): void => cancel.abort();
  expect(await awaitFeed(ledger, feed, "next", { signal: cancel.signal, onWait })).toBeUndefined();
});
