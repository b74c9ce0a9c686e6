import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fileSink } from "../../../runner/src/feeds/sinks/file.ts";
import { listDeadLetters } from "../../../runner/src/ledger/feeds/dead-letters.ts";
import { type LedgerPlace, ledgerPlace } from "../../ledger/ledger-engines.ts";
import { event, live, sourceOf, type Told, Topic, types } from "./played-feed.ts";

const [created, analyzed, matched] = types;
let place: LedgerPlace;
beforeEach(async () => {
  place = await ledgerPlace("sqlite");
});
afterEach(() => place.remove());

async function play(history: readonly Told[], maxRecordBytes: number) {
  const ledger = await place.open();
  const topic = new Topic();
  const source = sourceOf(history, 3, { pass: place.pass }, new Set());
  expect(await live({ ledger, key: "f", topic, source, maxRecordBytes })).toEqual({ state: "done" });
  return { topic, letters: (await listDeadLetters(ledger, "f", { limit: 99 })).items };
}

it("what can't be sent is a dead letter without its payload, and nobody waits for it", async () => {
  const { topic, letters } = await play(
    [
      event(analyzed, "a", "waits"),
      event(created, "a", "large", 0, "secret".repeat(1_000)),
      { type: created, externalId: "b", row: ["poison"], code: "format-value", message: "Column x holds no time." },
      event(analyzed, "b", "follows"),
      { type: matched, row: ["nameless"], code: "feed-key-missing", message: "The record's key is empty." },
    ],
    2_000,
  );
  expect(topic.records.map(({ to, key }) => [to, key])).toEqual([
    ["dead-letters", "a"],
    ["events", "a"],
    ["dead-letters", "b"],
    ["events", "b"],
    ["dead-letters", letters.find(({ code }) => code === "feed-key-missing")?.id],
  ]);
  expect(letters.map(({ code }) => code).sort()).toEqual(["feed-key-missing", "feed-record-too-large", "format-value"]);
  expect(topic.records.filter(({ to }) => to === "dead-letters").map(({ text }) => JSON.parse(text))).toMatchObject([
    { feed: "conversation-events", eventType: created, externalId: "a", reason: "feed-record-too-large" },
    { eventType: created, externalId: "b", reason: "format-value", message: "Column x holds no time." },
    { eventType: matched, externalId: null, reason: "feed-key-missing" },
  ]);
  expect(topic.records.filter(({ to }) => to === "dead-letters").some(({ text }) => text.includes("secret"))).toBe(false);
});

it("an event waits until its hold is over, and is a dead letter then", async () => {
  const hour = 3_600_000;
  const history = [event(analyzed, "a", "1"), event(created, "b", "2")];
  const early = await play(history, 2_000);
  const ledger = await place.open();
  const source = sourceOf(history, 3, { pass: place.pass }, new Set());
  place.pass(hour - 1);
  await live({ ledger, key: "f", topic: early.topic, source });
  expect((await listDeadLetters(ledger, "f")).items).toEqual([]);
  place.pass(1);
  await live({ ledger, key: "f", topic: early.topic, source });
  expect(early.topic.records.map(({ to, key }) => [to, key])).toEqual([
    ["events", "b"],
    ["dead-letters", "a"],
  ]);
  expect((await listDeadLetters(ledger, "f")).items).toMatchObject([{ code: "feed-predecessor-missing", externalId: "a" }]);
});

it("a dead letter is listed for 90 days", async () => {
  const nameless: Told = { type: matched, row: ["1"], code: "feed-key-missing", message: "The record's key is empty." };
  const { topic } = await play([nameless], 2_000);
  const ledger = await place.open();
  const source = sourceOf([nameless], 3, { pass: place.pass }, new Set());
  place.pass(90 * 24 * 3_600_000);
  await live({ ledger, key: "f", topic, source });
  expect((await listDeadLetters(ledger, "f")).total).toBe(1);
  place.pass(1);
  await live({ ledger, key: "f", topic, source });
  expect((await listDeadLetters(ledger, "f")).total).toBe(0);
});

it("a line that a crash has torn is cut off, however long, and whole ones stay", async () => {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-file-"));
  const file = join(folder, "events.ndjson");
  const never = new AbortController().signal;
  const send = async (text: string): Promise<void> => {
    await using sink = await fileSink(file).open({ feed: "f", transactional: false, signal: never });
    await sink.send({ records: [{ to: "events", key: "k", value: Buffer.from(text), headers: [] }] }, never);
  };
  await send('{"ö":1}');
  await appendFile(file, `{"torn":"${"x".repeat(200_000)}`);
  await send("{}");
  expect(await readFile(file, "utf8")).toBe('{"ö":1}\n{}\n');
  await rm(folder, { recursive: true });
});
