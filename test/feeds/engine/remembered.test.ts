import { afterEach, beforeEach, expect, test } from "vitest";
import { openFeedSource } from "../../../runner/src/feeds/open-feed-source.ts";
import type { FeedPosition, Pass } from "../../../runner/src/feeds/position.ts";
import type { Ledger } from "../../../runner/src/ledger/ledger.ts";
import { type LedgerPlace, ledgerPlace } from "../../ledger/ledger-engines.ts";
import { created, feedOf, never } from "../sources/calls.ts";
import { type DuckdbCalls, openDuckdbCalls } from "../sources/duckdb-calls.ts";
import { type Death, live, Topic } from "./played-feed.ts";

let calls: DuckdbCalls;
let place: LedgerPlace;
let ledger: Ledger;
let topic: Topic;
beforeEach(async () => {
  calls = await openDuckdbCalls();
  place = await ledgerPlace("sqlite");
  ledger = await place.open();
  topic = new Topic();
});
afterEach(async () => {
  await place.remove();
  await calls[Symbol.asyncDispose]();
});

/** A runner's life: the snapshot, where it is not done yet, and one look. */
async function lifeWith(lookbackMs: number, death?: Death): Promise<void> {
  const feed = feedOf({ source: { lookbackMs, everyMs: 3_600_000 }, snapshot: "all", events: [created] });
  await using warehouse = calls.warehouse();
  await using source = await openFeedSource(feed, warehouse, never);
  await live({ ledger, key: "f", topic, source, feed, ...(death !== undefined && { death }) });
}

const sent = (): readonly string[] => topic.records.map(({ key }) => key).toSorted();
const at = (ms: number): string => new Date(ms).toISOString().replace("Z", "000Z");
const call = (id: number, ms: number): string =>
  `insert into reporting.calls (id, external_id, created_at) values (${id}, 'c${id}', '${at(ms)}')`;

test("a snapshot, then looks: each row once, those that come late as well", async () => {
  const now = Date.now();
  await calls.write(
    `insert into reporting.calls (id, external_id, created_at)
     select g, 'c' || g, timestamptz '${at(now - 59_000)}' - interval (g * 10) second from range(0, 250) t(g)`,
  );
  await lifeWith(60_000);
  expect(sent()).toHaveLength(250);
  await calls.write(`${call(900, now - 30_000)}; ${call(901, now + 1)}`);
  await lifeWith(60_000);
  await lifeWith(60_000);
  expect(sent()).toHaveLength(252);
  expect(new Set(sent()).size).toBe(252);
});

test("what a look has sent beside a snapshot is remembered until that has passed it, however far the looks are", async () => {
  const begun = Date.now() - 30_000;
  await calls.write(`${call(1, begun - 500)}; ${call(2, begun - 2_000)}`);
  const snapshot: Pass = { id: "snapshot", purpose: "snapshot", to: at(begun), types: ["Created"], rows: 0 };
  await stand({ lookedUntil: at(begun), passes: [snapshot] });
  await lifeWith(1_000, { point: "committed", time: 1, arrived: 0 });
  expect(sent()).toEqual(["c1"]);
  // A look that ends now begins long after the row; it forgets what is not needed any more.
  await lifeWith(1_000);
  expect(sent()).toEqual(["c1", "c2"]);
});

/** The feed has a position, as a runner kept it. */
async function stand(position: FeedPosition): Promise<void> {
  await lifeWith(1_000, { point: "ordered", time: 1, arrived: 0 });
  await ledger.write((db) =>
    db
      .updateTable("feeds")
      .set({ position: JSON.stringify(position) })
      .where("key", "=", "f")
      .execute(),
  );
}
