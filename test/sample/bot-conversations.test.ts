import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateSample } from "../../runner/src/sample/generate-sample.ts";
import { queryDuckdb } from "./read-sample.ts";

const folder = mkdtempSync(join(tmpdir(), "datafeed-bots-"));
const file = join(folder, "sample.duckdb");

beforeAll(() => generateSample({ target: { type: "duckdb", file }, contacts: 3_000 }));

afterAll(() => rmSync(folder, { recursive: true }));

async function count(sql: string): Promise<number> {
  return Number((await queryDuckdb(file, sql))[0]?.[0]);
}

const conversations = "select count(*) from reporting.bot_conversations c";
const replies = "from reporting.bot_replies r where r.conversation_id = c.conversation_id";
const intents = "from reporting.bot_intent_replies i where i.conversation_id = c.conversation_id";

describe("conversations with bots never", () => {
  test.each([
    // SEEDS 208
    [
      "have a language model's flag without an answer of it, or the other way round",
      "is_llm_conversation <> (llm_response_generated_count > 0)",
    ],
    ["end before they begin", "conversation_end < conversation_start"],
    ["have more misunderstandings than messages", "not_understood_messages_count > visitor_messages_count"],
    ["count a misunderstanding of the language model alone", "llm_not_understood_count > not_understood_messages_count"],
    ["have a status before their end", "conversation_end is null and conversation_status is not null"],
    ["come into the warehouse before their end", "loaded_at < conversation_end"],
    ["count other messages of the bot than its replies", `bot_messages_count <> (select count(*) ${replies})`],
    [
      "go on after their end",
      `conversation_end < (select max(reply_timestamp) ${replies})
       or conversation_end < (select max(intent_timestamp) ${intents})`,
    ],
    [
      "belong to a contact that did not write, or began at another time",
      `not exists (select 1 from reporting.contacts o where o.contact_id = c.contact_id
       and o.contact_start = conversation_start and o.channel <> 'Voice')`,
    ],
  ])("%s", async (_name, wrong) => {
    expect(await count(`${conversations} where ${wrong}`)).toBe(0);
  });

  test("leave parts behind that are nobody's", async () => {
    const parts = ["bot_conversation_labels", "bot_conversation_parameters", "bot_replies", "bot_intent_replies"];
    const all = parts.map((table) => `select conversation_id from reporting.${table}`).join(" union all ");
    const known = "select conversation_id from reporting.bot_conversations";
    expect(await count(`select count(*) from (${all}) where conversation_id not in (${known})`)).toBe(0);
  });
});

describe("among them are", () => {
  test.each([
    ["suggestions, which have intents and no messages (SEEDS 225)", `bot_messages_count = 0 and exists (select 1 ${intents})`],
    ["ends on another day than the start (SEEDS 224)", "conversation_end::date > conversation_start::date"],
    ["some of more than two days (SEEDS 222)", "conversation_end > conversation_start + interval 48 hours"],
    [
      "some of more than a day that touch three",
      "conversation_end < conversation_start + interval 48 hours and conversation_end::date = conversation_start::date + 2",
    ],
    ["some without an end", "conversation_end is null"],
    ["ends at midnight", "conversation_end = date_trunc('day', conversation_end)"],
    [
      "ends just before midnight",
      "conversation_end + interval 1 microsecond = date_trunc('day', conversation_end + interval 1 microsecond)",
    ],
    ["visitors that never write", "visitor_messages_count = 0"],
    ["language models that never answer", "llm_not_understood_count > 0 and not is_llm_conversation"],
    ["language models that answer", "is_llm_conversation"],
    ["tests", "test_mode"],
    ["no status", "conversation_status is null and conversation_end is not null"],
    ["no resolution", "last_resolution is null and conversation_end is not null"],
    ["the text undefined", "last_resolution = 'undefined'"],
    ["late rows (SEEDS 226)", "loaded_at > conversation_end::date + interval 26 hours"],
  ])("%s", async (_name, found) => {
    expect(await count(`${conversations} where ${found}`)).toBeGreaterThan(0);
  });

  test.each([
    [
      "every status (SEEDS 202)",
      "conversation_status",
      [null, "agent", "botHandled", "customEscalation", "email", "failedEscalation"],
    ],
    ["every resolution (SEEDS 203)", "last_resolution", [null, "escalated", "informed", "resolved", "undefined"]],
    ["both channels (SEEDS 199)", "channel", ["chat", "ticket"]],
    ["three bots", "bot_name", ["Agent Assist", "Ava", "Émile, tickets"]],
  ])("%s", async (_name, column, values) => {
    const rows = await queryDuckdb(file, `select distinct ${column} from reporting.bot_conversations order by 1 nulls first`);
    expect(rows.map(([value]) => value)).toEqual(values);
  });

  test.each([
    ["intents of which nobody has said whether they mean something", "bot_intent_replies where not_meaningful is null"],
    [
      "intents that mean nothing",
      "bot_intent_replies where not_meaningful and intent_name in ('Greeting', 'Talk to a human/agent')",
    ],
    ["parameters without a value", "bot_conversation_parameters where value is null"],
    ["parameters with an empty value", "bot_conversation_parameters where value = ''"],
    ["parameters that say null", "bot_conversation_parameters where value = 'null'"],
    ["labels with quotes, commas and line ends", "bot_conversation_labels where regexp_matches(label, '[\",\\n]')"],
    ["replies at the same instant", "bot_replies group by conversation_id, reply_timestamp having count(*) > 1"],
    ["its loads in the log", "load_log where table_name = 'bot_conversations'"],
  ])("%s", async (_name, from) => {
    expect(await count(`select count(*) from (select 1 from reporting.${from})`)).toBeGreaterThan(0);
  });
});
