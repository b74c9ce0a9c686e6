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

test("what stands beside a feed says its state, how far it is behind, and what needs a look", () => {
  expect(besideFeed(feed, t)).toBe("running");
  const at = "2026-11-21T12:00:00Z";
  const behind = { ...feed, lag: { events: 1204, seconds: 12, at }, rate: 3.4, held: 2, deadLetters: 1 };
  expect(besideFeed(behind, t)).toBe("running · 1,204 events, 12 s behind · 3.4 events/s · 2 held · 1 dead letters");
  expect(besideFeed({ ...feed, lag: { events: 0, seconds: 0, at }, rate: 120.2 }, t)).toBe(
    "running · up to date · 120 events/s",
  );
  expect(besideFeed({ ...feed, state: "paused", pausedBy: "ben", rate: 3 }, t)).toBe("paused by ben");
  expect(besideFeed({ ...feed, state: "stopped", lag: { seconds: 10_000, at } }, t)).toBe("stopped · 3 h behind");
  expect(besideFeed({ ...feed, state: "disabled", lag: { seconds: 10_000, at } }, t)).toBe("disabled");
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
    refused: { code: "unknown-key", message: "The key `lateafter` is not known." },
    passes: [{ purpose: "snapshot", to: "2026-11-21T12:00:00.000000Z", rows: 20_000 }],
  };
  const details = feedDetails(troubled, t, now, "en");
  expect(details.slice(0, 3).map(({ id }) => id)).toEqual(["refused", "error", "heldUp"]);
  const text = (id: string) => details.find((detail) => detail.id === id)?.text;
  expect(text("error")).toBe("There is no topic conversations. (1 minute ago)");
  expect(text("heldUp")).toBe("by a transaction that has been open since 15 minutes ago");
  expect(text("pass-0")).toBe("… – 2026-11-21 12:00 UTC · 20,000 rows");
  expect(text("event-Analyzed")).toBe("ConversationAnalyzed · insert, update · after Created");
});
