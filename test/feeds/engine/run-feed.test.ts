import { expect, onTestFinished, test } from "vitest";
import { feedError } from "../../../runner/src/feeds/errors.ts";
import { ownFeed } from "../../../runner/src/feeds/feed-owner.ts";
import type { FeedListener } from "../../../runner/src/feeds/feed-progress.ts";
import { runFeed } from "../../../runner/src/feeds/run-feed.ts";
import type { OpenSink } from "../../../runner/src/feeds/sinks/sink.ts";
import type { FeedSource } from "../../../runner/src/feeds/sources/source.ts";
import { openLedger } from "../../../runner/src/ledger/ledger.ts";
import { changesFeed, event, sourceOf, types } from "./played-feed.ts";

interface Parts {
  readonly ids: readonly string[];
  readonly send: OpenSink["send"];
  readonly source?: (told: FeedSource) => FeedSource;
  readonly onEvent?: FeedListener;
}

/** Runs a feed of one event a batch until nothing is unread, or it stops. */
async function run({ ids, send, source = (told) => told, onEvent = () => {} }: Parts) {
  const ledger = await openLedger(":memory:");
  onTestFinished(() => ledger[Symbol.asyncDispose]());
  await using owner = await ownFeed(ledger, { key: "feed", name: changesFeed.name, definitionHash: "d" }, "runner");
  if (owner === undefined) throw new Error("somebody else has the feed");
  const history = ids.map((id) => event(types[0], id, id));
  const told = sourceOf(history, 1, { pass: () => {} }, new Set());
  const sink: OpenSink = { partitions: 1, maxRecordBytes: 1_000, send, [Symbol.asyncDispose]: async () => {} };
  return await runFeed(
    changesFeed,
    {
      ...{ ledger, owner, onEvent, transactional: false },
      openSource: async () => source(told),
      sink: { place: "a topic", open: async () => sink, [Symbol.asyncDispose]: async () => {} },
    },
    { once: true, signal: new AbortController().signal },
  );
}

test("a send that fails does not wait for the batch that is read meanwhile", async () => {
  let reads = 0;
  const send = async () => {
    throw feedError("feed-topic-denied", "not you");
  };
  const source = (told: FeedSource): FeedSource => ({
    ...told,
    next: (position, signal) => {
      if (++reads === 1) return told.next(position, signal);
      // Takes as long as it may.
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
    },
  });
  expect(await run({ ids: ["a"], send, source })).toMatchObject({ state: "stopped", error: { code: "feed-topic-denied" } });
  expect(reads).toBe(2);
});

test("a feed that delivers between its failures does not wait longer each time", async () => {
  const pauses: number[] = [];
  let sends = 0;
  const send = async () => {
    if (++sends % 2 === 1) throw feedError("feed-broker-unreachable", "gone for a moment");
  };
  const onEvent: FeedListener = (progress) => {
    if (progress.what === "retry") pauses.push(progress.inMs);
  };
  expect(await run({ ids: ["a", "b"], send, onEvent })).toEqual({ state: "done" });
  expect(pauses).toHaveLength(2);
  expect(Math.max(...pauses)).toBeLessThan(700);
});

test("a new feed says since when it listens, before it reads anything", async () => {
  const heard: string[] = [];
  const onEvent: FeedListener = ({ what }) => void heard.push(what);
  expect(await run({ ids: ["a"], send: async () => {}, onEvent })).toEqual({ state: "done" });
  // The first batch is its first position.
  expect(heard.filter((what) => what !== "lag")).toEqual(["batch", "began", "batch", "caught-up"]);
});

test("a client library that is missing is told as that", async () => {
  const told: unknown[] = [];
  const send = async () => {
    throw Object.assign(new Error("Cannot find package '@platformatic/kafka'"), { code: "ERR_MODULE_NOT_FOUND" });
  };
  const onEvent: FeedListener = (progress) => {
    if (progress.what === "retry") told.push(progress.error);
  };
  const error = { code: "feed-program-incomplete", message: expect.stringContaining("@platformatic/kafka") };
  expect(await run({ ids: ["a"], send, onEvent })).toMatchObject({ state: "stopped", error });
  expect(told[0]).toMatchObject(error);
});
