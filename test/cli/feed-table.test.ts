import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { feedDetail } from "../../runner/src/cli/feed-detail.ts";
import { deadLetterTable, feedTable, rateText, secondsText } from "../../runner/src/cli/feed-table.ts";
import type { FeedView } from "../../runner/src/commands/commands.ts";

/** What is said must be readable without colours, and is the same with them. */
function plain(text: string): string {
  return `\n${stripVTControlCharacters(text)}\n`;
}

const now = Date.parse("2026-11-21T12:00:00.000Z");

const base: FeedView = {
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
  definitionHash: "0".repeat(64),
  state: "running",
  runner: "host-1:4711",
  lag: { events: 1234, seconds: 2.04, at: "2026-11-21T11:59:58.000Z" },
  rate: 812.4,
  sent: 1_204_998,
  lastEvent: { type: "Analyzed", id: "0f".repeat(16), at: "2026-11-21T11:59:58.000Z" },
  held: 3,
  deadLetters: 2,
  passes: [{ purpose: "snapshot", to: "9999-12-31T23:59:59.999999Z", rows: 12_000 }],
};

const { lag: _, rate: __, lastEvent: ___, runner: ____, ...quiet } = base;

const views: readonly FeedView[] = [
  base,
  { ...quiet, name: "ratings", state: "waiting", sent: 0, held: 0, deadLetters: 0, passes: [] },
  {
    ...base,
    name: "notes\u001b[31m",
    state: "stopped",
    lag: { events: 1_000_000, seconds: 90_061, heldUpSince: "2026-11-20T10:59:00.000Z", at: "2026-11-21T10:00:00.000Z" },
    lastEvent: { type: "Created", id: "a", at: "2026-11-20T10:58:00.000Z" },
    lastError: {
      code: "feed-source-restored",
      message: "The database is not the one in which the position was taken.",
      at: "2026-11-21T09:00:00.000Z",
    },
  },
];

test("feeds are a table that lines up, whatever is known of them", () => {
  expect(plain(feedTable(views, now))).toMatchInlineSnapshot(`
    "
    FEED           STATE      LAG  BEHIND  PER SECOND       SENT  HELD  DEAD  LAST EVENT            AGE
    conversations  running  1,234   2.0 s         812  1,204,998     3     2  2026-11-21 11:59:58Z  now
    ratings        waiting                                     0     0     0
    notes·[31m     stopped      –       –         812  1,204,998     3     2  2026-11-20 10:58:00Z  yesterday
    "
  `);
});

test("one change is told as one", () => {
  const view: FeedView = { ...base, lag: { events: 1, seconds: 0.4, at: "2026-11-21T11:59:58.000Z" } };
  expect(plain(feedDetail(view, now))).toContain("1 change, 0.4 s");
});

test("one that runs, with its snapshot under way", () => {
  expect(plain(feedDetail(base, now))).toMatchInlineSnapshot(`
    "
    conversations
      state              running at host-1:4711
      behind             1,234 changes, 2.0 s
      sent               1,204,998, 812 a second in the last minute
      last event         2026-11-21 11:59:58Z (now)  Analyzed  0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f
      held               3, each waits for the event before it
      dead letters       2
      source             changes of datafeed.changes
      topic              main/conversations, at-least-once
      dead letter topic  conversations.dead-letter
      owner              amy
      product            Calls
      file               extracts/conversations.feed.yaml

    Events
      TYPE      TEMPLATE              RAISED BY       AFTER
      Created   ConversationCreated   insert
      Analyzed  ConversationAnalyzed  insert, update  Created

    Under way
      WHAT      FROM           TO            ROWS SO FAR
      snapshot  the first row  the last row       12,000

      → datafeed feed dead-letters conversations
      → what is held goes out by itself, or becomes a dead letter when its time is over
    "
  `);
});

test("one that has stopped: the error, what to do, how old its figures are", () => {
  expect(plain(feedDetail(views[2]!, now))).toMatchInlineSnapshot(`
    "
    notes·[31m
      state              stopped at 2026-11-21 09:00:00Z: it can't go on until a person acts
      behind             1,000,000 changes, 25 h; an open transaction holds it up since 2026-11-20 10:59Z (as of 2026-11-21 10:00:00Z; more may wait)
      sent               1,204,998, 812 a second in the last minute
      last event         2026-11-20 10:58:00Z (yesterday)  Created  a
      held               3, each waits for the event before it
      dead letters       2
      source             changes of datafeed.changes
      topic              main/conversations, at-least-once
      dead letter topic  conversations.dead-letter
      owner              amy
      product            Calls
      file               extracts/conversations.feed.yaml

      feed-source-restored 3 hours ago  The database is not the one in which the position was taken.
      → Choose with \`datafeed feed position NAME\` where to go on, and replay the time that may be missing.

    Events
      TYPE      TEMPLATE              RAISED BY       AFTER
      Created   ConversationCreated   insert
      Analyzed  ConversationAnalyzed  insert, update  Created

    Under way
      WHAT      FROM           TO            ROWS SO FAR
      snapshot  the first row  the last row       12,000

      → if that is mended: datafeed feed resume "notes·[31m"
      → datafeed feed dead-letters "notes·[31m"
    "
  `);
});

test("what could not be sent", () => {
  const letters = [
    {
      id: "e1",
      type: "Analyzed",
      externalId: "call-4711",
      code: "feed-predecessor-missing",
      message: "It did not come.",
      at: base.lag!.at,
    },
    { id: "e2", type: "Created", code: "format-value", message: "Column Times holds text.", at: base.lag!.at },
  ];
  expect(plain(deadLetterTable(letters))).toMatchInlineSnapshot(`
    "
    AT                 REASON                    TYPE      EXTERNAL ID  EVENT  MESSAGE
    2026-11-21 11:59Z  feed-predecessor-missing  Analyzed  call-4711    e1     It did not come.
    2026-11-21 11:59Z  format-value              Created                e2     Column Times holds text.
    "
  `);
});

test("figures are short, and never say more than is known", () => {
  expect([0, 0.04, 9.96, 12.4, 119, 3600, 86_400, 400_000].map(secondsText)).toEqual([
    "0.0 s",
    "0.0 s",
    "10.0 s",
    "12 s",
    "119 s",
    "60 min",
    "24 h",
    "5 d",
  ]);
  expect([0, 0.04, 0.3, 9.96, 1234.6].map(rateText)).toEqual(["0", "<0.1", "0.3", "10.0", "1,235"]);
});
