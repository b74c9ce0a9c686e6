import { hostname } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { runnerId } from "../../runner/src/cli/runtime.ts";
import { ownFeed } from "../../runner/src/feeds/feed-owner.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";

test("runners of one host and process number, as in two containers, do not have one feed", async () => {
  const ledger = await openLedger(":memory:");
  onTestFinished(() => ledger[Symbol.asyncDispose]());
  const feed = { key: "feed", name: "feed", definitionHash: "d" };
  await using owner = await ownFeed(ledger, feed, runnerId());
  expect(owner).toBeDefined();
  expect(await ownFeed(ledger, feed, runnerId())).toBeUndefined();
});

test("a person finds host and process in it", () => {
  expect(runnerId().split(":").slice(0, -1).join(":")).toBe(`${hostname()}:${process.pid}`);
});
