import { expect, onTestFinished, test } from "vitest";
import { feedError } from "../../../runner/src/feeds/errors.ts";
import { ownFeed } from "../../../runner/src/feeds/feed-owner.ts";
import { runFeed } from "../../../runner/src/feeds/run-feed.ts";
import type { OpenSink } from "../../../runner/src/feeds/sinks/sink.ts";
import { openLedger } from "../../../runner/src/ledger/ledger.ts";
import { changesFeed, event, sourceOf, types } from "./played-feed.ts";

test("a send that fails does not wait for the batch that is read meanwhile", async () => {
  const ledger = await openLedger(":memory:");
  onTestFinished(() => ledger[Symbol.asyncDispose]());
  await using owner = await ownFeed(ledger, { key: "feed", name: changesFeed.name, definitionHash: "d" }, "runner");
  if (owner === undefined) throw new Error("somebody else has the feed");
  const told = sourceOf([event(types[0], "a", "a")], 1, { pass: () => {}, now: () => ledger.time() }, new Set());
  let reads = 0;
  const sink: OpenSink = {
    ...{ partitions: 1, maxRecordBytes: 1_000 },
    send: async () => {
      throw feedError("feed-topic-denied", "not you");
    },
    [Symbol.asyncDispose]: async () => {},
  };
  const result = await runFeed(
    changesFeed,
    {
      ...{ ledger, owner, transactional: false },
      openSource: async () => ({
        ...told,
        next: (position, signal) => {
          if (++reads === 1) return told.next(position, signal);
          // Takes as long as it may.
          return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
        },
      }),
      sink: { place: "a topic", open: async () => sink, [Symbol.asyncDispose]: async () => {} },
    },
    { once: true, signal: new AbortController().signal },
  );
  expect(result).toMatchObject({ state: "stopped", error: { code: "feed-topic-denied" } });
  expect(reads).toBe(2);
});
