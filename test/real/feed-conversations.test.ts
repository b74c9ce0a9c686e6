import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { eventSchema } from "../../runner/src/feeds/event-schema.ts";
import type { Dialogue } from "../../runner/src/sample/dialogue.ts";
import { addDialogue } from "../../runner/src/sample/dialogue-rows.ts";
import { wordsOf } from "../../runner/src/sample/event-words.ts";
import { Rows } from "../../runner/src/sample/rows.ts";
import { eventsOf, exampleFeed, openScene, today } from "../feeds/event-scene.ts";
import type { Json } from "../sample/ia-records.ts";
import { conversationsFile, describeReal } from "./conversations-file.ts";

const most = 400;

describeReal("real conversations as events", () => {
  test.each(["duckdb", "postgres"] as const)(
    "say word for word what was said, and their schema takes them: %s",
    async (dialect) => {
      const dialogues = await firstDialogues();
      const rows = new Rows();
      for (const dialogue of dialogues) addDialogue(dialogue, rows);
      await using scene = await openScene(dialect, rows);
      const feed = exampleFeed(false);
      const ajv = new Ajv2020({ allErrors: true, validateFormats: false });
      const schemas = new Map(feed.events.map((event) => [event.type, ajv.compile(eventSchema(feed, event, today))]));
      const events: Json[] = (await eventsOf(feed, scene.warehouse)).map(({ value }) =>
        JSON.parse(Buffer.from(value).toString("utf8")),
      );
      for (const event of events) {
        const validate = schemas.get(event.eventType)!;
        expect(validate(event), JSON.stringify(validate.errors)).toBe(true);
      }
      const texts = new Set(dialogues.map(({ turns }) => turns.map(({ utterance }) => utterance).join("\n")));
      const analyses = events.filter(({ eventType }) => eventType === "ConversationAnalyzedForDataFeeder");
      expect(analyses.length).toBeGreaterThan(most * 0.9);
      for (const { payload } of analyses) {
        expect(texts).toContain(payload.Transcripts.map(({ Text }: Json) => Text).join("\n"));
        for (const { Text, Times } of payload.Transcripts) {
          if (Times !== null) expect(Times.split(";").length, Text).toBe(wordsOf(Text).length);
        }
      }
      expect(analyses.some(({ payload }) => payload.Transcripts[0].Times === null)).toBe(true);
      expect(analyses.some(({ payload }) => payload.Transcripts[0].Times !== null)).toBe(true);
    },
  );
});

async function firstDialogues(): Promise<readonly Dialogue[]> {
  const source = createReadStream(conversationsFile);
  const found: Dialogue[] = [];
  for await (const line of createInterface({ input: source.pipe(createGunzip()) })) {
    found.push(JSON.parse(line));
    if (found.length === most) break;
  }
  source.destroy();
  return found;
}
