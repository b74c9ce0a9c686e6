import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { eventSchema, schemaVersion } from "../../runner/src/feeds/event-schema.ts";
import type { FeedEvent } from "../../runner/src/feeds/feed-event.ts";
import type { ResolvedFeed } from "../../runner/src/load/project-documents.ts";
import type { Json } from "../sample/ia-records.ts";
import { eventsOf, exampleFeed, openScene, today } from "./event-scene.ts";
import { seedFolder, seedRows } from "./seed-rows.ts";

const feed = exampleFeed(false);
const types = feed.events.map(({ type }) => type);

/** The event as the product's document prints it. */
function printed(type: string): string {
  return readFileSync(join(seedFolder, `${type}.json`), "utf8");
}

/** The same without white space between values. */
function minified(type: string): string {
  return JSON.stringify(JSON.parse(printed(type)));
}

describe.each(["duckdb", "postgres"] as const)("the rows of the seed in %s", (dialect) => {
  test("raise exactly its events, byte for byte", async () => {
    await using scene = await openScene(dialect, seedRows());
    const events = await eventsOf(feed, scene.warehouse);
    expect(events.map(textOf)).toEqual(types.map(minified));
    expect(events.map(({ externalId }) => externalId)).toEqual(types.map(() => "testsss.wav"));
    // Stable: the same in every engine, for as long as neither row nor masks change.
    expect(events.map(({ id }) => id)).toEqual([
      "91dcb3f31c54eeff59527e846e9fcb02",
      "5bd475afbe212dc4d55ebb1e81af60f0",
      "c3c78a87ae019c6a80d325cc625f9d50",
    ]);
    // Its moment with all digits, though timestampOfMessage has seconds.
    expect(events[0]!.raisedAt).toBe("2026-01-22T08:32:04.500000Z");
  });
});

test("the seed's times are passed on as they are: one segment of sixteen has a pair for each word", () => {
  const { Transcripts } = JSON.parse(printed("ConversationAnalyzedForDataFeeder")).payload;
  const even = Transcripts.filter(
    ({ Text, Times }: Record<string, string>) => Text!.split(" ").length === Times!.split(";").length,
  );
  expect([even.length, Transcripts.length]).toEqual([1, 16]);
});

describe("the JSON Schema", () => {
  const ajv = new Ajv2020({ allErrors: true, strict: true, validateFormats: false });
  const schemas = new Map(feed.events.map((event) => [event.type, eventSchema(feed, event, today)]));

  test.each(types)("of %s takes the seed's event and says what may be null", (type) => {
    const validate = ajv.compile(schemas.get(type)!);
    validate(JSON.parse(printed(type)));
    expect(validate.errors ?? []).toEqual([]);
  });

  test.each([
    ["ConversationCreatedForDataFeeder", "another type", (event: Json) => (event.eventType = "X")],
    ["ConversationCreatedForDataFeeder", "a time of another form", (event: Json) => (event.timestampOfMessage = "2026-01-22")],
    ["ConversationCreatedForDataFeeder", "no agent", (event: Json) => (event.payload.Conversation.AgentId = null)],
    [
      "ConversationCreatedForDataFeeder",
      "a GUID in capitals",
      (event: Json) => (event.payload.TenantId = "3A1E7C51-62D8-95C8-852E-2B5C7B042376"),
    ],
    [
      "ConversationCreatedForDataFeeder",
      "a time without six digits",
      (event: Json) => (event.payload.Conversation.StartTime = "2026-01-22T08:31:59Z"),
    ],
    [
      "ConversationCreatedForDataFeeder",
      "data that are no array",
      (event: Json) => (event.payload.Conversation.AttachedData = null),
    ],
    ["ConversationCreatedForDataFeeder", "a missing key", (event: Json) => delete event.payload.Conversation.RatingForCSAT],
    ["ConversationCreatedForDataFeeder", "a key too many", (event: Json) => (event.payload.Conversation.Call.Note = "")],
    ["ConversationAnalyzedForDataFeeder", "a third channel", (event: Json) => (event.payload.Transcripts[0].Channel = 3)],
    ["ConversationAnalyzedForDataFeeder", "a ratio above 100", (event: Json) => (event.payload.AgentTensionRatio = 101)],
    ["ConversationAnalyzedForDataFeeder", "a ratio below 0", (event: Json) => (event.payload.CustomerTensionRatio = -1)],
    [
      "ConversationAnalyzedForDataFeeder",
      "a ratio with a fraction",
      (event: Json) => (event.payload.AgentMonotonicityRatio = 1.5),
    ],
    ["ConversationAnalyzedForDataFeeder", "no insights and no null", (event: Json) => delete event.payload.AiInsights],
    [
      "ConversationAnalyzedForDataFeeder",
      "a tenant, which the first event has told",
      (event: Json) => (event.payload.TenantId = "x"),
    ],
    ["CategoryMatchForDataFeeder", "datasets as texts", (event: Json) => (event.payload.DataSetIds = ["1001"])],
  ])("of %s refuses %s", (type, _what, spoil) => {
    const event = JSON.parse(printed(type));
    spoil(event);
    expect(ajv.compile(schemas.get(type)!)(event)).toBe(false);
  });

  test.each([
    [
      "ConversationCreatedForDataFeeder",
      (event: Json) => {
        const { Conversation } = event.payload;
        for (const name of ["RatingForCSAT", "RatingForNPS", "Duration", "LanguageCode"]) Conversation[name] = null;
        for (const name of ["CallerNumber", "CalledNumber", "TotalHoldDuration", "MaxHoldDuration"])
          Conversation.Call[name] = null;
      },
    ],
    ["ConversationAnalyzedForDataFeeder", (event: Json) => (event.payload.AiInsights = null)],
    // A chat.
    ["ConversationAnalyzedForDataFeeder", (event: Json) => (event.payload.Transcripts[0].Times = null)],
  ])("of %s takes null where the product's document has a question mark", (type, change) => {
    const event = JSON.parse(printed(type));
    change(event);
    expect(ajv.compile(schemas.get(type)!)(event)).toBe(true);
  });

  test("says that masked JSON may be null where the warehouse may be Amazon Redshift, which no change table is in", () => {
    const typeOf = (masked: ResolvedFeed) => {
      const { properties } = eventSchema(masked, masked.events[0]!, today) as Json;
      return properties.payload.properties.Conversation.type;
    };
    const masked = exampleFeed(true);
    expect(typeOf(masked)).toEqual(["object", "null"]);
    expect(typeOf({ ...masked, source: { changes: "datafeed.changes" } })).toBe("object");
  });

  test("is another version with each change of a payload, and says what a value is and in which unit", () => {
    const versions = types.map((type) => schemaVersion(schemas.get(type)!));
    expect(new Set(versions).size).toBe(types.length);
    expect(versions.every((version) => /^[0-9a-f]{12}$/.test(version))).toBe(true);
    const masked = exampleFeed(true);
    expect(masked.events.map((event) => schemaVersion(eventSchema(masked, event, today)))).not.toContain(versions[0]);
    const iso = exampleFeed(false, (text) => `${text}timestampFormat: iso\n`);
    expect(schemaVersion(eventSchema(iso, iso.events[0]!, today))).not.toBe(versions[0]);
    const text = JSON.stringify([...schemas.values()]);
    for (const words of ["Unit: s.", "Unit: ms.", "1 the agent, 2 the customer", "in which the agent spoke"]) {
      expect(text).toContain(words);
    }
  });
});

function textOf({ value }: FeedEvent): string {
  return Buffer.from(value).toString("utf8");
}
