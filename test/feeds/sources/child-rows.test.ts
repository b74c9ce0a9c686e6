import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { changeTableDdl } from "../../../runner/src/feeds/sources/change-table-ddl.ts";
import type { Template } from "../../../runner/src/load/project-documents.ts";
import { Calls, eventOf, events, feedOf, never, readAll } from "./calls.ts";

const docs = readFileSync(new URL("../../../docs/feeds.md", import.meta.url), "utf8");
const touching = docs.split("```sql\n").find((block) => block.startsWith("CREATE FUNCTION reporting.touch_analyses"));

const analyses: Template = {
  kind: "Template",
  name: "Analyses",
  source: { table: "reporting.conversation_analyses" },
  time: { field: "AnalyzedAt" },
  key: ["ExternalId"],
  fields: {
    ExternalId: { column: "external_id", type: "string" },
    AnalyzedAt: { column: "analyzed_at", type: "instant" },
    Topic: { column: "topic", type: "string" },
    Transcripts: {
      nested: {
        table: "reporting.conversation_segments",
        match: { external_id: "external_id" },
        order: ["segment_no"],
        value: { column: "text", type: "string" },
      },
    },
  },
};

test("a change of child rows alone is told of once it touches its row, by the triggers of docs/feeds.md", async () => {
  const feed = feedOf({ events: [eventOf("Analyzed", ["insert", "update"], analyses, { version: "AnalyzedAt" })] });
  await using calls = await Calls.open(feedOf());
  const { admin } = calls;
  await admin.query(`create table reporting.conversation_analyses (external_id text primary key, analyzed_at timestamptz, topic text);
    create table reporting.conversation_segments (external_id text, segment_no integer, text text)`);
  await admin.query(changeTableDdl(feed));
  await using source = await calls.source(feed);
  const said = async (from: Awaited<ReturnType<typeof source.begin>>) => {
    const { batches, position } = await readAll(source, from, events(1));
    const payloads = batches
      .flatMap((batch) => batch.events)
      .map(({ value }) => (JSON.parse(Buffer.from(value).toString()) as { payload: Record<string, unknown> }).payload);
    return { position, said: payloads.map(({ Topic, Transcripts }) => ({ Topic, Transcripts })) };
  };
  const begun = await source.begin(never);
  const segment = (number: number, text: string): string =>
    `insert into reporting.conversation_segments values ('c1', ${number}, '${text}')`;
  await admin.query(`begin; insert into reporting.conversation_analyses values ('c1', now()); ${segment(1, "Hello")}; commit`);
  const first = await said(begun);
  expect(first.said).toEqual([{ Topic: null, Transcripts: ["Hello"] }]);

  await admin.query(segment(2, "Bye"));
  expect(await source.next(first.position, never)).toBeUndefined();
  await admin.query(touching!.slice(0, touching!.indexOf("```")));
  await admin.query(segment(3, "Well"));
  const second = await said(first.position);
  expect(second.said).toEqual([{ Topic: null, Transcripts: ["Hello", "Bye", "Well"] }]);
  await admin.query("update reporting.conversation_segments set text = 'Good-bye' where segment_no = 2");
  await admin.query("delete from reporting.conversation_segments where segment_no = 3");
  const third = await said(second.position);
  expect(third.said).toEqual([{ Topic: null, Transcripts: ["Hello", "Good-bye"] }]);
  await admin.query("update reporting.conversation_analyses set topic = 'A bill'");
  const fourth = await said(third.position);
  expect(fourth.said).toEqual([{ Topic: "A bill", Transcripts: ["Hello", "Good-bye"] }]);
  // A row and its children in one transaction are one event.
  await admin.query(`begin; insert into reporting.conversation_analyses values ('c1b', now());
    insert into reporting.conversation_segments values ('c1b', 1, 'Hi'); commit`);
  expect((await said(fourth.position)).said).toEqual([{ Topic: null, Transcripts: ["Hi"] }]);
});
