import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventSchema } from "../../runner/src/feeds/event-schema.ts";
import type { ResolvedFeed } from "../../runner/src/load/project-documents.ts";
import { wordsOf } from "../../runner/src/sample/event-words.ts";
import type { Conversation } from "../../runner/src/sample/ia-conversation.ts";
import { eventsOf, exampleFeed, openScene, today } from "../feeds/event-scene.ts";
import { conversations, rowsOf } from "../feeds/generated-rows.ts";
import type { Json } from "../sample/ia-records.ts";

/** Any text that a database takes. */
const text = fc.string({ unit: "grapheme", maxLength: 60 }).map((one) => one.replaceAll("\0", " "));
const utterance = fc.record({ side: fc.constantFrom("AGENT" as const, "CLIENT" as const), text });
const anything = fc
  .array(fc.record({ spoken: fc.boolean(), said: fc.array(utterance, { maxLength: 5 }) }), { minLength: 1, maxLength: 30 })
  .map((all) => all.map(({ spoken, said }, at) => conversationOf(at, spoken, said)))
  .chain((all) => fc.nat().map((seed) => [...all, ...conversations(10, seed)]));

describe("any conversation", () => {
  test("gives events that their schema takes, the same in both engines, with a pair of times for each spoken word", async () => {
    const feed = exampleFeed(false);
    const property = fc.asyncProperty(anything, fc.nat(), async (all, seed) => {
      const [one, other] = await Promise.all([read("duckdb", feed, all, seed), read("postgres", feed, all, seed)]);
      expect(one).toEqual(other);
      expect(one.flatMap((event) => problemsOf(feed, event.json))).toEqual([]);
      expect(one.filter(({ json }) => json.eventType === "ConversationCreatedForDataFeeder").length).toBe(all.length);
      expectTimes(one.map(({ json }) => json));
    });
    await fc.assert(property, { numRuns: 2 });
  }, 60_000);
});

describe("the example feed under its policy", () => {
  test("leaves no personal data in the events", async () => {
    const feed = exampleFeed(true);
    const all = conversations(30, 5);
    const events = await read("duckdb", feed, all, 5);
    expect(events.flatMap((event) => problemsOf(feed, event.json))).toEqual([]);
    const payloads = (type: string) => events.filter(({ json }) => json.eventType === type).map(({ json }) => json.payload);
    const calls = payloads("ConversationCreatedForDataFeeder");
    // A uuid has no stars: it is gone.
    expect(new Set(calls.map(({ Conversation }) => Conversation.AgentId))).toEqual(new Set([null]));
    expect(new Set(calls.map(({ Conversation }) => Conversation.Call.CallerNumber))).toEqual(new Set(["***", null]));
    expect(new Set(calls.map(({ Conversation }) => Conversation.Call.CalledNumber))).toEqual(new Set(["***", null]));
    for (const { Value } of calls.flatMap(({ Conversation }) => Conversation.AttachedData)) {
      expect(Value === null || redacted.test(Value), Value).toBe(true);
    }
    const analyses = payloads("ConversationAnalyzedForDataFeeder");
    const said = new Map(all.map(({ contactId, segments }) => [contactId, segments.flat()]));
    for (const { ConversationExternalId, Transcripts, AiInsights } of analyses) {
      const clear = said.get(ConversationExternalId.replace(".wav", ""))!;
      const lengths = clear.map(({ text }) => [...text].length);
      expect(Transcripts.map(({ Text }: Json) => [...Text].length)).toEqual(lengths);
      for (const { Text } of Transcripts) expect(redacted.test(Text), Text).toBe(true);
      const { topic, summary, actions, conversationResult } = AiInsights ?? {};
      for (const words of [topic, summary, actions, conversationResult])
        expect(words === undefined || redacted.test(words)).toBe(true);
    }
    // What is no personal data stays: the ids that correlate, and what was measured.
    expect(analyses.some(({ AgentTensionRatio, AiInsights }) => AgentTensionRatio > 0 && AiInsights?.conversationId > 0)).toBe(
      true,
    );
  });
});

const redacted = /^[*\s]*$/u;

/** One pair after the other, between start and end; of messages null. */
function expectTimes(events: readonly Json[]): void {
  for (const { payload } of events) {
    const spoken = payload.ConversationExternalId?.endsWith(".wav") ?? false;
    for (const { Text, Times, StartTime, EndTime } of payload.Transcripts ?? []) {
      const words = spoken ? wordsOf(Text).length : 0;
      const numbers = (Times ?? "").split(/[ ;]/).filter(Boolean).map(Number);
      expect(Times === null, Text).toBe(words === 0);
      expect(numbers.length, Text).toBe(2 * words);
      const ascending = [StartTime, ...numbers, EndTime];
      expect(ascending, Text).toEqual(ascending.toSorted((a, b) => a - b));
    }
  }
}

interface Read {
  readonly id: string;
  readonly text: string;
  readonly json: Json;
}

async function read(
  dialect: "duckdb" | "postgres",
  feed: ResolvedFeed,
  all: readonly Conversation[],
  seed: number,
): Promise<readonly Read[]> {
  await using scene = await openScene(dialect, rowsOf(all, seed));
  return (await eventsOf(feed, scene.warehouse)).map(({ id, value }) => {
    const line = Buffer.from(value).toString("utf8");
    return { id, text: line, json: JSON.parse(line) };
  });
}

const validators = new WeakMap<ResolvedFeed, Map<string, ReturnType<Ajv2020["compile"]>>>();

function problemsOf(feed: ResolvedFeed, event: Json): readonly string[] {
  const ajv = new Ajv2020({ allErrors: true, validateFormats: false });
  const all =
    validators.get(feed) ?? new Map(feed.events.map((each) => [each.type, ajv.compile(eventSchema(feed, each, today))]));
  validators.set(feed, all);
  const validate = all.get(event.eventType)!;
  return validate(event)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${event.eventType}${instancePath} ${message}`);
}

function conversationOf(at: number, spoken: boolean, said: Conversation["segments"][number]): Conversation {
  const [start, channel] = [Date.UTC(2026, 2, 17, 7, at) * 1000, spoken ? "Voice" : "Web-Chat"];
  return { contactId: `any ${at} "é`, start, channel, outbound: false, segments: [said], entities: [] };
}
