import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ledgerName } from "../../runner/src/commands/local/feed-desk.ts";
import { feedDefinitionHash } from "../../runner/src/compile/feed-hash.ts";
import { Feeds, type FeedsTimes } from "../../runner/src/daemon/feeds/feeds-part.ts";
import { isTooMany, mayTake } from "../../runner/src/daemon/feeds/spread.ts";
import type { DaemonContext } from "../../runner/src/daemon/part.ts";
import { ownFeed } from "../../runner/src/feeds/feed-owner.ts";
import { pauseFeed, resumeFeed } from "../../runner/src/ledger/feeds/control-feed.ts";
import { listFeeds } from "../../runner/src/ledger/feeds/feed-state.ts";
import { noteFeed } from "../../runner/src/ledger/feeds/own-feed.ts";
import { type Ledger, openLedger } from "../../runner/src/ledger/ledger.ts";
import { registerRunner, runnerStopped } from "../../runner/src/ledger/runners.ts";
import type { ResolvedFeed } from "../../runner/src/load/project-documents.ts";
import { ProjectLoader } from "../../runner/src/load/project-loader.ts";
import { baseFiles, snapshotOf } from "./reconcile-world.ts";

const log = pino({ level: "silent" });
const lease = { leaseMs: 2_000, heartbeatMs: 500 };
const times: FeedsTimes = { tickMs: 30, spread: { patienceMs: 200, settledMs: 100 } };

let ledger: Ledger;
const open: AsyncDisposableStack[] = [];

beforeEach(async () => {
  ledger = await openLedger(":memory:");
});
afterEach(async () => {
  for (const stack of open.splice(0)) await stack.disposeAsync();
  await ledger[Symbol.asyncDispose]();
});

function feedsNamed(...names: readonly string[]): ReadonlyMap<string, ResolvedFeed> {
  const text = (name: string) => `kind: Feed
name: ${name}
product: calls
owner: amy
source: { lookback: 10m }
to: { broker: main, topic: calls }
key: id
events: { Call: { template: Calls, raise: insert } }
`;
  const files = Object.fromEntries(names.map((name) => [`extracts/${name}.feed.yaml`, text(name)]));
  const { texts } = snapshotOf({ ...baseFiles, ...files });
  const connections = `${texts.connections?.text}brokers: { main: { type: kafka, servers: ["127.0.0.1:9092"] } }\n`;
  const around = { path: "connections.yaml", text: connections, trusted: true };
  const steps = new ProjectLoader().load({ files: texts.files, connections: around }, { today: "2026-11-20" });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value.feeds;
  }
}

/** A runner whose feeds do nothing but hold their leases. */
async function runner(id: string, feeds: () => ReadonlyMap<string, ResolvedFeed>, made: () => string = () => "") {
  await registerRunner(ledger, { id, version: "1", roles: ["feeds"] });
  const held = new Map<string, ResolvedFeed>();
  const context = {
    ledger,
    runner: { id, version: "1" },
    log,
    documents: () => ({ feeds: feeds() }),
  } as unknown as DaemonContext;
  const part = new Feeds(context, {
    times,
    madeFrom: made,
    runOne: async (feed, signal) => {
      const name = { ...ledgerName(feed), definitionHash: feedDefinitionHash(feed) };
      await using owner = await ownFeed(ledger, name, id, lease);
      if (owner === undefined) return;
      held.set(feed.name, feed);
      await new Promise((resolve) => AbortSignal.any([signal, owner.signal]).addEventListener("abort", resolve));
      held.delete(feed.name);
    },
  });
  const stack = new AsyncDisposableStack();
  stack.defer(() => part.stop(AbortSignal.timeout(1_000)));
  open.push(stack);
  await part.start();
  return { part, held, names: () => [...held.keys()].sort() };
}

async function until(isSo: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(isSo()).toBe(true), { timeout: 25_000, interval: 10 });
}

test("a runner below its share takes a feed at once, one that has it leaves it a while; one above it lets go", () => {
  const share = { feeds: 5, runners: 2 };
  expect(mayTake(share, 2, 0, times.spread)).toBe(true);
  expect(mayTake(share, 3, 0, times.spread)).toBe(false);
  expect(mayTake(share, 3, 200, times.spread)).toBe(true);
  expect(isTooMany(share, 3)).toBe(false);
  expect(isTooMany(share, 4)).toBe(true);
});

test("feeds are spread over runners as they come, and taken up by the others when one stops", async () => {
  const feeds = feedsNamed("a", "b", "c", "d");
  const one = await runner("host:1", () => feeds);
  await until(() => one.held.size === 4);
  const two = await runner("host:2", () => feeds);
  await until(() => one.held.size === 2 && two.held.size === 2);
  expect([...one.names(), ...two.names()].sort()).toEqual(["a", "b", "c", "d"]);
  await two.part.stop(AbortSignal.timeout(1_000));
  await runnerStopped(ledger, "host:2");
  await until(() => one.held.size === 4);
});

test("a feed that is paused or stopped lets go of its lease, and resuming wakes it; one that is gone or changed is ended", async () => {
  let feeds = feedsNamed("a", "b");
  let made = "one";
  const one = await runner(
    "host:1",
    () => feeds,
    () => made,
  );
  await until(() => one.held.size === 2);
  const name = { key: "a", name: "a" };
  await pauseFeed(ledger, name, { by: "amy" });
  await until(() => !one.held.has("a"));
  await resumeFeed(ledger, name);
  await until(() => one.held.has("a"));

  const state = (await listFeeds(ledger, ["a"])).get("a");
  const error = { code: "feed-topic-missing", message: "There is no topic." };
  await noteFeed(ledger, { key: "a", epoch: state?.epoch ?? 0 }, { error, stop: true });
  await until(() => !one.held.has("a"));
  expect(one.names()).toEqual(["b"]);
  await resumeFeed(ledger, name);
  await until(() => one.held.has("a"));

  const before = one.held.get("b");
  feeds = feedsNamed("b");
  await until(() => !one.held.has("a") && one.held.has("b"));
  expect(one.held.get("b")).toBe(before);
  // Other connections: opened anew.
  made = "other";
  await until(() => one.held.has("b") && one.held.get("b") !== before);
});
