import { afterEach, beforeEach, expect, it } from "vitest";
import type { EventSink } from "../../../runner/src/feeds/sinks/sink.ts";
import { readFeed } from "../../../runner/src/ledger/feeds/feed-state.ts";
import { type LedgerPlace, ledgerPlace } from "../../ledger/ledger-engines.ts";
import { checkOrder } from "./check-order.ts";
import { event, live, sourceOf, Topic, types } from "./played-feed.ts";

const mebibyte = 1024 * 1024;
const [created, analyzed, matched] = types;
let place: LedgerPlace;
beforeEach(async () => {
  place = await ledgerPlace("sqlite");
});
afterEach(() => place.remove());

/** How many bytes each batch had that was sent. */
class WeighedTopic extends Topic {
  readonly bytes: number[] = [];

  override sink(...given: Parameters<Topic["sink"]>): EventSink {
    const sink = super.sink(...given);
    const open: EventSink["open"] = async (...opening) => {
      const opened = await sink.open(...opening);
      const send: typeof opened.send = (batch, signal) => {
        this.bytes.push(batch.records.reduce((sum, { value }) => sum + value.length, 0));
        return opened.send(batch, signal);
      };
      return { ...opened, send };
    };
    return { ...sink, open };
  }
}

const large = "x".repeat(600_000);
const analyses = Array.from({ length: 20 }, (_, at) => event(analyzed, "a", `r${at}`, 0, large));
const matches = Array.from({ length: 20 }, (_, at) => event(matched, "a", `m${at}`, 0, large));

it("large events that wait are sent in batches that a slow link takes in time, in their order", async () => {
  const history = [...matches, ...analyses, event(created, "a", "c"), event(analyzed, "a", "late")];
  const ledger = await place.open();
  const topic = new WeighedTopic();
  const source = sourceOf(history, 5, { pass: place.pass }, new Set());
  expect(await live({ ledger, key: "f", topic, source })).toEqual({ state: "done" });
  expect(await readFeed(ledger, "f")).toMatchObject({ held: 0, deadLetters: 0, sent: history.length });
  expect(checkOrder(history, topic.records, new Set())).toBe(0);
  expect(Math.max(...topic.bytes)).toBeLessThan(4 * mebibyte);
});

it("and are raised anew by so many", async () => {
  const ledger = await place.open();
  const topic = new Topic();
  const past = { pass: place.pass };
  await live({ ledger, key: "f", topic, source: sourceOf(analyses, 5, past, new Set()) });
  const now = sourceOf(analyses, 5, past, new Set(), { madeOf: () => "later", canReread: true });
  const asked: number[] = [];
  const reread: typeof now.reread = (of, keys, ...more) => {
    asked.push(keys.length);
    return now.reread!(of, keys, ...more);
  };
  await live({ ledger, key: "f", topic, source: { ...now, reread } });
  expect(asked).toEqual([6, 6, 6, 2]);
  expect(await readFeed(ledger, "f")).toMatchObject({ held: 20 });
});
