import { copyFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { pauseFeed, resumeFeed, setFeedPosition } from "../../../runner/src/ledger/feeds/control-feed.ts";
import { readFeed } from "../../../runner/src/ledger/feeds/feed-state.ts";
import { type Ledger, openLedger } from "../../../runner/src/ledger/ledger.ts";
import { type LedgerPlace, ledgerPlace } from "../../ledger/ledger-engines.ts";
import { checkOrder } from "./check-order.ts";
import { changesFeed, event, live, sourceOf, type Told, Topic, types } from "./played-feed.ts";

const [created, analyzed] = types;
const feed = { key: "f", name: changesFeed.name };

const history: readonly Told[] = ["a", "b", "c", "d"].flatMap((id) => [event(created, id, id), event(analyzed, id, `${id}1`)]);
const more: readonly Told[] = [...history, event(analyzed, "a", "a2"), event(created, "e", "e")];

const stopped = { state: "stopped", error: { code: "feed-ledger-behind" } };

let place: LedgerPlace;
let topic: Topic;
const opened: Ledger[] = [];

beforeEach(async () => {
  place = await ledgerPlace("sqlite");
  topic = new Topic();
});
afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger[Symbol.asyncDispose]();
  await place.remove();
});

/** Runs the feed, in transactions, until all of what is told was read. */
async function run(ledger: Ledger, told: readonly Told[]) {
  const source = sourceOf(told, 2, { pass: place.pass }, new Set());
  return live({ ledger, key: "f", topic, source, transactional: true });
}

/** A ledger as it was half way, while the topic has all of the history. */
async function restored(): Promise<Ledger> {
  const first = await openLedger(place.place);
  await run(first, history.slice(0, 4));
  await first[Symbol.asyncDispose]();
  await copyFile(place.place, `${place.place}.backup`);
  await run(await place.open(), history);
  const ledger = await openLedger(`${place.place}.backup`);
  opened.push(ledger);
  return ledger;
}

/** What a person does about a feed that has stopped. */
async function goOnFrom(ledger: Ledger, position: string): Promise<void> {
  await pauseFeed(ledger, feed, { by: "amy" });
  await setFeedPosition(ledger, feed, position);
  await resumeFeed(ledger, feed);
}

async function stoppedAt(ledger: Ledger): Promise<string> {
  const sent = topic.records.length;
  // Nobody goes on with it by trying again.
  for (const _ of [1, 2]) expect(await run(ledger, more)).toMatchObject(stopped);
  expect(topic.records).toHaveLength(sent);
  return /The topic's position: (\{.*\})$/.exec((await readFeed(ledger, "f"))?.lastError?.message ?? "")?.[1] ?? "";
}

it("a ledger from a backup stops the feed, which goes on from the place that the topic names without repeats", async () => {
  const ledger = await restored();
  await goOnFrom(ledger, await stoppedAt(ledger));
  expect(await run(ledger, more)).toEqual({ state: "done" });
  expect(checkOrder(more, topic.records, new Set())).toBe(0);
  expect(topic.records).toHaveLength(more.length);
  // From now on ledger and topic agree again.
  const last = [...more, event(analyzed, "e", "e1")];
  expect(await run(ledger, last)).toEqual({ state: "done" });
  expect(checkOrder(last, topic.records, new Set())).toBe(0);
});

it("where it stands is kept on a person's word: then there are repeats instead of gaps", async () => {
  const ledger = await restored();
  await stoppedAt(ledger);
  await goOnFrom(ledger, (await readFeed(ledger, "f"))!.position!);
  expect(await run(ledger, more)).toEqual({ state: "done" });
  expect(checkOrder(more, topic.records, new Set())).toBe(4);
});

it("a ledger that knows nothing of the feed stops it, too: what the other one held is not there", async () => {
  await run(await place.open(), history);
  const ledger = await openLedger(`${place.place}.new`);
  opened.push(ledger);
  await goOnFrom(ledger, await stoppedAt(ledger));
  expect(await run(ledger, history)).toEqual({ state: "done" });
  expect(topic.records).toHaveLength(history.length);
});
