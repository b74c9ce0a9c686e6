import { expect, test } from "vitest";
import type { FeedView } from "../../../runner/src/commands/commands.ts";
import { besideFeed, feedDetails, feedStateWord } from "../../../vscode-extension/src/feeds/feed-words.ts";
import type { Translate } from "../../../vscode-extension/src/views/schedule-words.ts";

const t: Translate = (message, ...values) => message.replace(/\{(\d)\}/g, (_, at) => String(values[Number(at)]));
const now = new Date("2026-11-21T12:00:00Z");

const feed: FeedView = {
  name: "conversations",
  owner: "amy",
  shared: true,
  product: { id: "calls", name: "Calls" },
  file: "extracts/conversations.feed.yaml",
  source: "changes of datafeed.changes",
  broker: "main",
  topic: "conversations",
  deadLetterTopic: "conversations.dead-letter",
  delivery: "at-least-once",
  events: [
    { type: "Created", template: "ConversationCreated", raise: ["insert"] },
    { type: "Analyzed", template: "ConversationAnalyzed", raise: ["insert", "update"], after: "Created" },
  ],
  definitionHash: "d",
  state: "running",
  sent: 1204,
  held: 0,
  deadLetters: 0,
  passes: [],
};

test("what stands beside a feed says its state, what needs a look, and how far it is behind", () => {
  const beside = (view: FeedView) => besideFeed(view, t, now);
  expect(beside(feed)).toBe("running");
  const at = "2026-11-21T12:00:00Z";
  const behind = { ...feed, lag: { events: 1204, seconds: 12, at }, rate: 3.4, held: 2, deadLetters: 1 };
  expect(beside(behind)).toBe("running · 1 dead letter · 2 held · 1,204 events, 12 s behind · 3.4 events/s");
  expect(beside({ ...feed, lag: { events: 1, seconds: 3, at } })).toBe("running · 1 event, 3 s behind");
  expect(beside({ ...feed, lag: { events: 0, seconds: 0, at }, rate: 120.2 })).toBe("running · up to date · 120 events/s");
  const error = { code: "feed-broker-unreachable", message: "No answer.", at };
  expect(beside({ ...feed, lastError: error })).toBe("failing, tries again");
  expect(beside({ ...feed, state: "stopped", lastError: error })).toBe("stopped");
  expect(beside({ ...feed, state: "paused", pausedBy: "ben", rate: 3 })).toBe("paused by ben");
  // Old, or of nobody who would keep it up: it says nothing of now.
  expect(beside({ ...feed, lag: { events: 0, seconds: 0, at: "2026-11-21T11:58:00Z" } })).toBe("running");
  for (const state of ["waiting", "stopped", "disabled"] as const)
    expect(beside({ ...feed, state, lag: { seconds: 10_000, at } })).toBe(state);
});

test("every state has a word of its own", () => {
  const words = (["running", "waiting", "paused", "stopped", "disabled"] as const).map((state) => feedStateWord(state, t));
  expect(new Set(words).size).toBe(5);
});

test("below a feed stand its topic, source, events and passes; what is wrong stands first", () => {
  const ids = (view: FeedView) => feedDetails(view, t, now, "en").map(({ id }) => id);
  expect(ids(feed)).toEqual(["topic", "source", "last", "sent", "event-Created", "event-Analyzed"]);
  const troubled: FeedView = {
    ...feed,
    lag: { seconds: 900, heldUpSince: "2026-11-21T11:45:00Z", at: "2026-11-21T12:00:00Z" },
    lastError: { code: "feed-topic-missing", message: "There is no topic conversations.", at: "2026-11-21T11:59:00Z" },
    held: 1,
    deadLetters: 1200,
    runner: "host:1:a",
    refused: { code: "unknown-key", message: "The key `lateafter` is not known." },
    passes: [
      { purpose: "snapshot", to: "2026-11-21T12:00:00.000000Z", rows: 20_000 },
      { purpose: "snapshot", from: "2026-11-01T00:00:00.000000Z", to: "9999-12-31T23:59:59.999999Z", rows: 1 },
    ],
  };
  const details = feedDetails(troubled, t, now, "en");
  expect(details.slice(0, 3).map(({ id }) => id)).toEqual(["refused", "error", "heldUp"]);
  expect(details.slice(3, 7).map(({ id }) => id)).toEqual(["dead", "held", "runner", "lag"]);
  const text = (id: string) => details.find((detail) => detail.id === id)?.text;
  expect(text("error")).toBe("There is no topic conversations. (1 minute ago)");
  expect(text("heldUp")).toBe("by a transaction that has been open since 15 minutes ago");
  expect(text("dead")).toBe("1,200 dead letters");
  expect(text("held")).toBe("1 event, until the one before comes");
  expect(text("lag")).toBe("15 min behind (now)");
  expect(text("pass-0")).toBe("… – 2026-11-21 12:00 UTC · 20,000 rows");
  expect(text("pass-1")).toBe("2026-11-01 00:00 – … · 1 row");
  expect(text("event-Analyzed")).toBe("ConversationAnalyzed · insert, update · after Created");
});
