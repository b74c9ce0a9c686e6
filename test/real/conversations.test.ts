import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { conversationsFile, describeReal } from "./conversations-file.ts";
import { python, run } from "./programs.ts";
import { everyPair, formats, nameOf, type Published, TestProject, templates, warehouses } from "./project.ts";

const extracts = everyPair();

describeReal("real conversations", () => {
  let project: TestProject;
  let duckdb: ReadonlyMap<string, Published>;
  let postgres: ReadonlyMap<string, Published>;

  beforeAll(async () => {
    project = await TestProject.create(extracts);
    for (const warehouse of warehouses) {
      await project.datafeed(warehouse, ["sample", "--from", conversationsFile, "--warehouse", "sample"]);
    }
    duckdb = await project.runAll("duckdb");
    postgres = await project.runAll("postgres");
  });

  afterAll(() => project?.[Symbol.asyncDispose]());

  test.each(extracts.map(({ name }) => name))("have the same content from DuckDB and PostgreSQL: %s", (name) => {
    const [one, other] = [duckdb.get(name), postgres.get(name)];
    expect(one?.rows).toBeGreaterThan(0);
    expect(other?.rows).toBe(one?.rows);
    expect(other?.contentSha256).toBe(one?.contentSha256);
  });

  test.each(templates)("have one content as CSV and as Parquet, and as many rows in every format: %s", (template) => {
    const csv = duckdb.get(nameOf(template, "csv"));
    expect(duckdb.get(nameOf(template, "parquet"))?.contentSha256).toBe(csv?.contentSha256);
    for (const format of formats) expect(duckdb.get(nameOf(template, format))?.rows, format).toBe(csv?.rows);
  });

  test("are the source's own turns, intents, goals, transfers and words, as Python reads both", async () => {
    type Compared = {
      readonly counts: Readonly<Record<string, number>>;
      readonly found: Readonly<Record<string, number>>;
      readonly differences: readonly object[];
    };
    const tables = ["InteractionDetails", "IntentDetails", "GoalDetails", "TransferDetails"] as const;
    const timeline = await project.onlyContent(postgres.get(nameOf("ContactTimeline", "ndjson")));
    const contents: string[] = [];
    for (const template of tables) contents.push(await project.onlyContent(postgres.get(nameOf(template, "csv"))));
    const args = [conversationsFile, timeline, ...contents];
    const { counts, found, differences } = await python<Compared>("compare_conversations.py", args);
    expect(differences).toEqual([]);
    expect(counts).toMatchObject(found);
    expect(counts["utterances"]).toBeGreaterThan(500);
    expect(duckdb.get("DistinctIntentsWorksheet-csv")?.rows).toBe(counts["distinct"]);
    expect(duckdb.get("ContactDetails-csv")?.rows).toBe(counts["contacts"]);
    expect(duckdb.get("CheckpointDetails-csv")?.rows).toBe(counts["turns"]);
  });

  test("are conversations with a bot, slots as parameters and the system's turns as replies, as jq reads both", async () => {
    const counted = `{conversations: length, labels: map(.labels | length) | add,
      parameters: map(.conversations_data | fromjson | length) | add, replies: map(.triggered_replies | length) | add,
      visitor: map(.visitor_messages_count | tonumber) | add,
      intents: map(.triggered_intent_replies[].intent_name) | unique}`;
    const slots = `[.turns[].frames[] | .service as $each | .state.slot_values // {} | keys[] | "\\($each).\\(.)"] | unique`;
    const source = `{conversations: length, labels: map(.services | length) | add, parameters: map(${slots} | length) | add,
      replies: map(.turns[] | select(.speaker == "SYSTEM")) | length,
      visitor: map(.turns[] | select(.speaker == "USER")) | length,
      intents: map(.turns[].frames[].state.active_intent // empty | select(. != "NONE")) | unique}`;
    const content = await run("gzip", ["-dc", conversationsFile]);
    const expected = JSON.parse(await run("jq", ["-s", "-c", source], { input: content }));
    for (const published of [duckdb, postgres]) {
      const file = await project.onlyContent(published.get(nameOf("BotConversations", "json")));
      expect(JSON.parse(await run("jq", ["-c", counted, file]))).toEqual(expected);
      expect(await run("jq", ["-c", "-f", join(import.meta.dirname, "jq/bot-conversations.jq"), file])).toBe("[]\n");
    }
  });

  test("are as many as jq counts in the source", async () => {
    const sum = async (path: string) => {
      const content = await run("gzip", ["-dc", conversationsFile]);
      return Number(await run("jq", ["-n", `reduce inputs as $each (0; . + ($each | ${path} | length))`], { input: content }));
    };
    expect(duckdb.get("InteractionDetails-json")?.rows).toBe(await sum(".turns"));
    expect(duckdb.get("GoalDetails-json")?.rows).toBe(await sum('[.turns[].frames[] | select(has("service_call"))]'));
  });
});
