import { expect, test } from "vitest";
import { TestProject } from "../cli/test-project.ts";
import type { Json } from "../sample/ia-records.ts";
import { queryDuckdb } from "../sample/read-sample.ts";

test("the example feed sends what has happened in the sample's conversations to a file, each after the one that it follows", async () => {
  using project = (await TestProject.withSample()).inProcess();
  const run = await project.run("feed", "run", "conversation-events", "--sink", "file:events.ndjson", "--once");
  expect(run.code, run.stderr).toBe(0);
  const events: Json[] = project
    .read("events.ndjson")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const sent = (type: string) => events.filter(({ eventType }) => eventType === type).map(({ payload }) => payload);
  const created = sent("ConversationCreatedForDataFeeder").map(({ Conversation }) => Conversation.ExternalId);
  const analyzed = sent("ConversationAnalyzedForDataFeeder").map(({ ConversationExternalId }) => ConversationExternalId);
  const matched = sent("CategoryMatchForDataFeeder").map((match) => [
    match.ConversationExternalId,
    match.FullPath,
    match.Channel,
  ]);
  const there = async (sql: string) => (await queryDuckdb(project.path(".datafeed/sample.duckdb"), sql)).length;
  // The sample's year may not be over: nothing is sent before it has happened.
  expect(created.length).toBe(await there("select 1 from reporting.conversations where received_at < now()"));
  expect(analyzed.length).toBe(await there("select 1 from reporting.conversation_analyses where analyzed_at < now()"));
  expect(matched.length).toBe(await there("select 1 from reporting.conversation_category_matches where matched_at < now()"));
  expect(new Set(created).size).toBe(created.length);
  expect(created.length).toBeGreaterThan(10);
  // No tenant, no agent, nothing of the first event comes again.
  for (const payload of sent("ConversationAnalyzedForDataFeeder")) expect(Object.keys(payload)).toEqual(analyzedKeys);
  const place = (type: string, id: string) =>
    events.findIndex(
      ({ eventType, payload }) =>
        eventType === type && (payload.Conversation?.ExternalId ?? payload.ConversationExternalId) === id,
    );
  for (const id of analyzed) {
    expect(place("ConversationAnalyzedForDataFeeder", id)).toBeGreaterThan(place("ConversationCreatedForDataFeeder", id));
  }
  for (const [id] of matched) {
    expect(place("CategoryMatchForDataFeeder", id)).toBeGreaterThan(place("ConversationAnalyzedForDataFeeder", id));
  }
});

const analyzedKeys = [
  "ConversationExternalId",
  "Transcripts",
  "AgentTensionRatio",
  "AgentMonotonicityRatio",
  "CustomerTensionRatio",
  "AverageCustomerSentimentScore",
  "AverageAgentSentimentScore",
  "AiInsights",
];
