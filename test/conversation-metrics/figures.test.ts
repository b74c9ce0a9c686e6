import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Figures, IntentGrouping, MetricsGroup } from "../../runner/src/conversation-metrics/figures.ts";
import { conversation, DocumentFolder, type Intent, metricsOf } from "./documents.ts";

/*
 * Two documents that a person can count, test/cases/metrics/. The first has one object a line, the second is pretty.
 *
 *     document  status            resolution  messages  not understood  bot's  intents, + meaningful, - not, ? nobody has said
 * c1  17        botHandled        informed    5         1               4      Greeting-, Order status+
 * c2  17        bot_handled       resolved    3         0               3      Order status+                       (bot-b)
 * c3  17        agent             escalated   2         2               2      Greeting-, Talk to a human/agent+
 * c4  17        failedEscalation  undefined   4         1               2      Refund?
 * c5  17        null              null        0         0               0      none: a suggestion
 * c1  18        agent             escalated   7         2               6      Greeting-, Order status+, Talk to a human/agent+
 * c6  18        customEscalation  escalated   6         1               5      Refund+ (10:02), Order status+ (10:01)
 * c7  18        email             resolved    no key    no key          1      no key; a key that nobody knows
 * c8  18        botHandled        informed    2         0               2      Greeting+; began on the 16th, 26 hours before
 *
 * c1 stands in both. The record of the 18th ended later and is the one that counts: so eight conversations.
 */
const march17 = join(import.meta.dirname, "../cases/metrics/2026-03-17.json");
const march18 = join(import.meta.dirname, "../cases/metrics/2026-03-18.json");
const both = [march17, march18];

const folder = new DocumentFolder();
afterAll(() => folder[Symbol.dispose]());

/** Total, bot handled, and the seven rates in their order. */
function numbers(figures: Figures | undefined): readonly (number | null)[] {
  return Object.values(figures ?? {});
}

function groups(found: readonly MetricsGroup[]) {
  return found.map(({ day, intent, figures }) => [...(day === undefined ? [] : [day]), intent, figures.total_conversations]);
}

describe("the nine figures", () => {
  test("of all conversations", async () => {
    const report = await metricsOf(both);
    expect(report).toMatchObject({ files: 2, records: 9, conversations: 8, longConversations: 1 });
    expect(report.groups).toEqual([
      {
        figures: {
          total_conversations: 8,
          bot_handled_conversations: 2, // c2 c8, in both spellings
          bot_handled_rate: 2 / 8,
          deflection_rate: 3 / 8, // c2 c4 c8: a failed escalation too, but not c5, which has no status
          escalation_rate: 4 / 8, // c1 c3 c6 c7
          failed_escalation_rate: 1 / 8, // c4
          informed_rate: 1 / 8, // c8: c1 was informed only in the record that does not count
          automation_rate: 3 / 8, // c2 c7 c8
          messages_understood_rate: 18 / 24, // 7+3+2+4+0+6+2 messages, of which 2+0+2+1+0+1+0 were not understood
        },
      },
    ]);
  });

  test("of one document know nothing of the other: there c1 was handled by the bot", async () => {
    const { records, conversations, groups } = await metricsOf([march17]);
    expect([records, conversations]).toEqual([5, 5]);
    // c1 c2 · c1 c2 c4 · c3 · c4 · c1 · c1 c2 · 5+3+2+4 messages, 1+0+2+1 of them not understood
    expect(numbers(groups[0]?.figures)).toEqual([5, 2, 2 / 5, 3 / 5, 1 / 5, 1 / 5, 1 / 5, 2 / 5, 10 / 14]);
  });

  test("day by day: c1 belongs to the day on which it ended last", async () => {
    const { groups } = await metricsOf(both, { days: true });
    expect(groups.map(({ day, figures }) => [day, ...numbers(figures)])).toEqual([
      // c2 c3 c4 c5: c2 · c2 c4 · c3 · c4 · none · c2 · 3+2+4+0 messages, 0+2+1+0 of them not understood
      ["2026-03-17", 4, 1, 1 / 4, 2 / 4, 1 / 4, 1 / 4, 0, 1 / 4, 6 / 9],
      // c1 c6 c7 c8: c8 · c8 · c1 c6 c7 · none · c8 · c7 c8 · 7+6+2 messages, 2+1+0 of them not understood
      ["2026-03-18", 4, 1, 1 / 4, 1 / 4, 3 / 4, 0, 1 / 4, 2 / 4, 12 / 15],
    ]);
  });

  test("without suggestions: c5 is gone, of which the bot knew nothing", async () => {
    const { groups, conversations } = await metricsOf(both, { excludeSuggestions: true });
    expect(conversations).toBe(8);
    expect(numbers(groups[0]?.figures)).toEqual([7, 2, 2 / 7, 3 / 7, 4 / 7, 1 / 7, 1 / 7, 3 / 7, 18 / 24]);
  });

  test("of one bot, of several, of one that is not there", async () => {
    const total = async (...botIds: string[]) => (await metricsOf(both, { botIds })).groups[0]?.figures.total_conversations;
    expect([await total("bot-b"), await total("bot-a"), await total("bot-a", "bot-b"), await total("bot-c")]).toEqual([
      1, 7, 8, 0,
    ]);
  });
});

describe("by intent", () => {
  const expected: Readonly<Record<IntentGrouping, readonly (readonly [string | null, number])[]>> = {
    // By place in the list, meaningful or not. c5 and c7 have none. Equal totals by name, null behind them.
    "first-intent": [
      ["Greeting", 3],
      ["Refund", 2],
      [null, 2],
      ["Order status", 1],
    ],
    "last-intent": [
      ["Order status", 2],
      ["Talk to a human/agent", 2],
      [null, 2],
      ["Greeting", 1],
      ["Refund", 1],
    ],
    // By time: of c6 Order status came first, though it stands second. c4 is left out, nobody has said that it is meaningful.
    "first-meaningful-intent": [
      ["Order status", 3],
      ["Greeting", 1],
      ["Talk to a human/agent", 1],
    ],
    "last-meaningful-intent": [
      ["Talk to a human/agent", 2],
      ["Greeting", 1],
      ["Order status", 1],
      ["Refund", 1],
    ],
  };

  test.each(Object.keys(expected) as IntentGrouping[])("%s", async (by) => {
    expect(groups((await metricsOf(both, { by })).groups)).toEqual(expected[by]);
  });

  test("each has its nine figures", async () => {
    const [order] = (await metricsOf(both, { by: "first-meaningful-intent" })).groups;
    // c1 c2 c6: c2 · c2 · c1 c6 · none · none · c2 · 7+3+6 messages, 2+0+1 of them not understood
    expect(numbers(order?.figures)).toEqual([3, 1, 1 / 3, 1 / 3, 2 / 3, 0, 0, 1 / 3, 13 / 16]);
  });

  test.each([
    ["first-meaningful-intent", [["Order status", 3]]],
    // Of c1 the last is passed over, and the one before it counts; of c3 nothing is left.
    [
      "last-meaningful-intent",
      [
        ["Order status", 2],
        ["Refund", 1],
      ],
    ],
    [
      "first-intent",
      [
        [null, 4],
        ["Order status", 2],
        ["Refund", 2],
      ],
    ],
  ] as const)("the product's example of intents to be passed over: %s", async (by, want) => {
    const found = (await metricsOf(both, { by, excludedIntents: ["Greeting", "Talk to a human/agent"] })).groups;
    expect(groups(found)).toEqual(want);
  });

  test("and by day", async () => {
    const found = (await metricsOf(both, { by: "last-meaningful-intent", days: true })).groups;
    expect(groups(found)).toEqual([
      ["2026-03-17", "Order status", 1],
      ["2026-03-17", "Talk to a human/agent", 1],
      ["2026-03-18", "Greeting", 1],
      ["2026-03-18", "Refund", 1],
      ["2026-03-18", "Talk to a human/agent", 1],
    ]);
  });

  const intents = (...list: readonly Intent[]) => ({ triggered_intent_replies: list });
  const at = (second: string) => `2026-03-17T10:00:${second}Z`;

  test("times count by value, equal ones by place, absent ones come before all others", async () => {
    const yes = { not_meaningful: false };
    const file = folder.write("times.json", [
      conversation(
        "a",
        intents(
          { ...yes, intent_name: "half", intent_timestamp: at("01.5") },
          { ...yes, intent_name: "whole", intent_timestamp: at("01") },
        ),
      ),
      conversation(
        "b",
        intents(
          { ...yes, intent_name: "one", intent_timestamp: at("01") },
          { ...yes, intent_name: "two", intent_timestamp: at("01.000") },
        ),
      ),
      conversation(
        "c",
        intents({ ...yes, intent_name: "timed", intent_timestamp: at("01") }, { ...yes, intent_name: "timeless" }),
      ),
      conversation("d", intents({ ...yes, intent_name: null, intent_timestamp: at("01") })),
    ]);
    expect(groups((await metricsOf([file], { by: "first-meaningful-intent" })).groups)).toEqual([
      ["one", 1],
      ["timeless", 1],
      ["whole", 1],
    ]);
    expect(groups((await metricsOf([file], { by: "last-meaningful-intent" })).groups)).toEqual([
      ["half", 1],
      ["timed", 1],
      ["two", 1],
    ]);
  });

  test.each(Object.keys(expected) as IntentGrouping[])("%s: equal totals stand by name", async (by) => {
    const names = Array.from({ length: 60 }, (_, place) => `intent ${(place * 37) % 60}`);
    const triggered = names.map((intent_name) => intents({ intent_name, not_meaningful: false }));
    const file = folder.write(
      "equal.json",
      triggered.map((each, place) => conversation(`e${place}`, each)),
    );
    expect((await metricsOf([file], { by })).groups.map(({ intent }) => intent)).toEqual([...names].sort());
  });

  test("names are compared letter by letter, whatever they hold", async () => {
    const names = ["it's", 'Ärger, "laut"', "a", "B", "", "😀"];
    const file = folder.write(
      "names.json",
      names.map((intent_name, at) => conversation(`n${at}`, intents({ intent_name }))),
    );
    const found = await metricsOf([file], { by: "first-intent", excludedIntents: ["it's", "b"] });
    expect(groups(found.groups)).toEqual([
      ["", 1],
      ["B", 1],
      ["a", 1],
      ['Ärger, "laut"', 1],
      ["😀", 1],
      [null, 1],
    ]);
  });
});

describe("nothing to divide by", () => {
  test("no conversation: zero, and rates that are not known", async () => {
    const { groups } = await metricsOf([folder.write("none.json", [])]);
    expect(groups.map(({ figures }) => numbers(figures))).toEqual([[0, 0, null, null, null, null, null, null, null]]);
    expect((await metricsOf([folder.write("none.json", [])], { days: true })).groups).toEqual([]);
  });

  test("no message of a visitor: how many were understood is not known", async () => {
    const silent = { visitor_messages_count: "0", not_understood_messages_count: "0" };
    const { groups } = await metricsOf([folder.write("silent.json", [conversation("a", silent), conversation("b", silent)])]);
    expect(numbers(groups[0]?.figures)).toEqual([2, 2, 1, 1, 0, 0, 1, 1, null]);
  });

  test("documents without the keys at all", async () => {
    const { groups } = await metricsOf([folder.write("bare.json", [{ conversation_id: "a" }, { conversation_id: "b" }])]);
    expect(numbers(groups[0]?.figures)).toEqual([2, 0, 0, 0, 0, 0, 0, 0, null]);
    const days = await metricsOf([folder.write("bare.json", [{ conversation_id: "a" }])], { days: true, by: "first-intent" });
    expect(days.groups).toMatchObject([{ day: null, intent: null, figures: { total_conversations: 1 } }]);
  });
});

describe("values", () => {
  test("counts may be texts or numbers, or blank", async () => {
    const file = folder.write("counts.json", [
      conversation("a", { visitor_messages_count: "9007199254740993", not_understood_messages_count: 0 }),
      conversation("b", { visitor_messages_count: 7, not_understood_messages_count: "" }),
      conversation("c", { visitor_messages_count: null, not_understood_messages_count: null }),
    ]);
    expect((await metricsOf([file])).groups[0]?.figures.messages_understood_rate).toBe(1);
  });

  test.each([
    ["customEscalation", "escalation_rate"],
    ["custom_escalation", "escalation_rate"],
    ["agent", "escalation_rate"],
    ["email", "escalation_rate"],
    ["failedEscalation", "failed_escalation_rate"],
    ["failed_escalation", "failed_escalation_rate"],
    ["botHandled", "bot_handled_rate"],
    ["bot_handled", "bot_handled_rate"],
    ["something new", "deflection_rate"],
  ] as const)("the status %s counts in %s", async (conversation_status, rate) => {
    const { groups } = await metricsOf([folder.write("status.json", [conversation("a", { conversation_status })])]);
    expect(groups[0]?.figures).toMatchObject({ [rate]: 1, deflection_rate: rate === "escalation_rate" ? 0 : 1 });
  });

  test.each([
    "2026-03-17T23:59:59.999Z",
    "2026-03-17 23:59:59 UTC",
    "2026-03-17T23:59:59",
    "2026-03-18T01:59:59+02:00",
    "2026-03-17T23:59:59.999999Z",
  ])("%s is on the 17th", async (conversation_end_time) => {
    const file = folder.write("end.json", [conversation("a", { conversation_end_time })]);
    expect((await metricsOf([file], { days: true })).groups.map(({ day }) => day)).toEqual(["2026-03-17"]);
  });
});

describe("a conversation of several records", () => {
  const [bot, agent] = [{ conversation_status: "botHandled" }, { conversation_status: "agent" }];
  const later = { conversation_end_time: "2026-03-17T10:10:00.001Z" };
  const handled = async (...files: string[]) => (await metricsOf(files)).groups[0]?.figures;

  test("counts as it ended last, in whatever order the files are named", async () => {
    const first = folder.write("first.json", [conversation("a", bot)]);
    const last = folder.write("last.json", [conversation("a", { ...agent, ...later })]);
    for (const files of [
      [first, last],
      [last, first],
    ]) {
      expect(await handled(...files)).toMatchObject({ total_conversations: 1, escalation_rate: 1, deflection_rate: 0 });
    }
  });

  test("that ended at one time counts as the file says that was named last; without an end it counts least", async () => {
    const one = folder.write("one.json", [conversation("a", bot)]);
    const other = folder.write("other.json", [conversation("a", agent)]);
    const open = folder.write("open.json", [conversation("a", { conversation_status: null, conversation_end_time: null })]);
    expect(await handled(open, one, other)).toMatchObject({ total_conversations: 1, escalation_rate: 1 });
    expect(await handled(other, one, open)).toMatchObject({ total_conversations: 1, bot_handled_rate: 1 });
  });

  test("within one file is one as well, and its messages count once", async () => {
    const file = folder.write("twice.json", [
      conversation("a", { visitor_messages_count: "3" }),
      conversation("a", { ...later, visitor_messages_count: "4", not_understood_messages_count: "1" }),
    ]);
    const report = await metricsOf([file]);
    expect(report).toMatchObject({ records: 2, conversations: 1 });
    expect(report.groups[0]?.figures.messages_understood_rate).toBe(3 / 4);
  });
});

describe("conversations that the documents of two days do not hold for each of their days (SEEDS 222)", () => {
  test.each<readonly [string | null, string, number, string]>([
    ["2026-03-16T23:59:00Z", "2026-03-18T00:01:00Z", 1, "a day and two minutes, on three days"],
    ["2026-03-16T00:00:00Z", "2026-03-18T00:00:00Z", 1, "two days"],
    ["2026-03-16T00:00:00Z", "2026-03-17T23:59:59.999Z", 0, "almost two days, on two of them"],
    ["2026-03-16T23:59:00Z", "2026-03-17T00:01:00Z", 0, "two minutes, on two days"],
    ["2026-03-16T23:59:00-02:00", "2026-03-18T00:01:00Z", 0, "as UTC counts the days"],
    [null, "2026-03-18T00:01:00Z", 0, "a beginning that is not known"],
  ])("%s to %s: %i (%s)", async (conversation_start_time, conversation_end_time, count) => {
    const file = folder.write("long.json", [conversation("a", { conversation_start_time, conversation_end_time })]);
    expect((await metricsOf([file])).longConversations).toBe(count);
  });

  test("are counted among those that count", async () => {
    expect((await metricsOf(both, { botIds: ["bot-b"] })).longConversations).toBe(0);
  });
});
