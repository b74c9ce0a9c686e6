import { afterEach, beforeEach, expect, it } from "vitest";
import { readFeed } from "../../../runner/src/ledger/feeds/feed-state.ts";
import { type LedgerPlace, ledgerPlace } from "../../ledger/ledger-engines.ts";
import { checkOrder } from "./check-order.ts";
import { changesFeed, event, live, sourceOf, type Told, Topic, types } from "./played-feed.ts";

const hour = 3_600_000;
const [created, analyzed, matched] = types;
let place: LedgerPlace;
beforeEach(async () => {
  place = await ledgerPlace("sqlite");
});
afterEach(() => place.remove());

/** So many that the engine does not look at all of them for one batch. */
const many = Array.from({ length: 600 }, (_, at) => `c${at}`);

/** Each conversation is told backwards, the analysis twice; what waits is more than is looked at for the batch that ends it. */
const backwards: readonly Told[] = [
  ...many.map((id) => event(matched, id, `${id} matched`)),
  ...many.map((id) => event(matched, id, `${id} matched too`)),
  ...many.map((id) => event(analyzed, id, `${id} analysed`)),
  ...many.slice(0, 100).map((id) => event(analyzed, id, `${id} analysed`, 1)),
  ...many.map((id) => event(created, id, `${id} created`)),
  ...many.slice(50, 150).map((id) => event(matched, id, `${id} matched`, 1)),
];

async function play(history: readonly Told[], deaths: readonly number[], transactional: boolean) {
  const ledger = await place.open();
  const topic = new Topic();
  const source = sourceOf(history, 600, { pass: place.pass }, new Set());
  const common = { ledger, key: "f", topic, source, transactional };
  for (const time of deaths) {
    expect(await live({ ...common, death: { point: "send", time, arrived: 100 + time } })).toBe("died");
  }
  expect(await live(common)).toEqual({ state: "done" });
  expect(await readFeed(ledger, "f")).toMatchObject({ held: 0 });
  return { topic, repeats: checkOrder(history, topic.records, new Set()) };
}

it("a chain of three of which more waits than is looked at together comes in its order", async () => {
  const { topic, repeats } = await play(backwards, [], false);
  expect(repeats).toBe(0);
  // An older version of a row that waits is replaced.
  expect(topic.records).toHaveLength(backwards.length - 100);
});

it.each([true, false])("and when the runner dies while they are sent; transactional: %s", async (transactional) => {
  const { repeats } = await play(backwards, [1, 2, 1, 2], transactional);
  if (transactional) expect(repeats).toBe(0);
  else expect(repeats).toBeGreaterThan(0);
});

it("more than is looked at together becomes dead letters when its time has come, the changed ones with it", async () => {
  const lost = Array.from({ length: 1_200 }, (_, at) => event(analyzed, "x", `${at}`));
  const follower = event(matched, "x", "follows");
  const history = [...lost.slice(0, 600), follower, ...lost.slice(600), ...lost.slice(0, 600)];
  const ledger = await place.open();
  const topic = new Topic();
  const run = (told: readonly Told[]) => {
    const source = sourceOf(told, 700, { pass: place.pass }, new Set());
    return live({ ledger, key: "f", topic, source });
  };
  const again = () => run(history);
  expect(await run(lost.slice(0, 600))).toEqual({ state: "done" });
  place.pass(60_000);
  expect(await again()).toEqual({ state: "done" });
  expect(await readFeed(ledger, "f")).toMatchObject({ held: 1_201 });
  // They came first, and came again behind the others.
  place.pass(hour - 60_000);
  expect(await again()).toEqual({ state: "done" });
  expect(await readFeed(ledger, "f")).toMatchObject({ held: 600, deadLetters: 600, sent: 1 });
  place.pass(60_000);
  expect(await again()).toEqual({ state: "done" });
  expect(await readFeed(ledger, "f")).toMatchObject({ held: 0, deadLetters: 1_200, sent: 1 });
});

it("a feed that never rests gives up all that is overdue, not one portion of it now and then", async () => {
  const lost = Array.from({ length: 700 }, (_, at) => event(analyzed, "x", `${at}`));
  const news = ["a", "b", "c", "d"].map((id) => event(created, id, id));
  const ledger = await place.open();
  const topic = new Topic();
  const run = (told: readonly Told[], batch: number) => {
    const source = sourceOf(told, batch, { pass: place.pass }, new Set());
    // All that was changed is read at once.
    const lag: typeof source.lag = async () => ({ events: 0, seconds: 0, readAgo: 0 });
    return live({ ledger, key: "f", topic, source: { ...source, lag } });
  };
  expect(await run(lost, 700)).toEqual({ state: "done" });
  place.pass(hour);
  expect(await run([...lost, ...news], 1)).toEqual({ state: "done" });
  const order = topic.records.map(({ to, key }) => (to === "events" ? key : "given up"));
  expect(order.filter((each, at) => each !== order[at - 1])).toEqual(["a", "given up", "b", "given up", "c", "d"]);
});

it("nothing waits for ever when the document does not have it wait any more", async () => {
  const ledger = await place.open();
  const topic = new Topic();
  const history = [event(analyzed, "x", "1")];
  const source = sourceOf(history, 3, { pass: place.pass }, new Set());
  await live({ ledger, key: "f", topic, source });
  place.pass(hour);
  const events = changesFeed.events.map(({ after: _, ...each }) => each);
  expect(await live({ ledger, key: "f", topic, source, feed: { ...changesFeed, events } })).toEqual({ state: "done" });
  const { held, sent, deadLetters } = (await readFeed(ledger, "f"))!;
  expect([held, sent + deadLetters]).toEqual([0, 1]);
});
