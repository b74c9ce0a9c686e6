import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { figureNames } from "../../runner/src/conversation-metrics/figures.ts";
import { sqlText } from "../../runner/src/conversation-metrics/sql-file.ts";
import { conversation, DocumentFolder, metricsOf } from "./documents.ts";
import { exampleQueries } from "./example-queries.ts";

/** The product's own example queries, over documents that they can read: statuses as documents have them, each conversation once. */
const folder = new DocumentFolder();
let file: string;
let duckdb: DuckDBInstance;

beforeAll(async () => {
  file = folder.write(
    "examples.json",
    Array.from({ length: 700 }, (_, at) => anyConversation(at)),
  );
  duckdb = await DuckDBInstance.create(":memory:");
});

afterAll(() => {
  duckdb.closeSync();
  folder[Symbol.dispose]();
});

/** Different in everything that the metrics look at; the strides have no divisor in common. */
function anyConversation(at: number): object {
  const pick = <Value>(values: readonly Value[], stride: number): Value => values[Math.floor(at / stride) % values.length]!;
  const names = ["Greeting", "Talk to a human/agent", "Order status", "Refund", "Opening hours"];
  const intents = Array.from({ length: at % 4 }, (_, place) => ({
    intent_name: names[(at * 7 + place * 3) % names.length],
    intent_timestamp: `2026-03-17T10:0${place}:00.${100 + (at % 900)}Z`,
    not_meaningful: [true, false, null, false][(at + place) % 4],
    intent_id: `i${(at * 7 + place * 3) % names.length}`,
  }));
  const messages = (at * 5) % 11;
  return conversation(`c${at}`, {
    conversation_status: pick(["botHandled", "email", "botHandled", "agent", "customEscalation", "failedEscalation", null], 1),
    last_resolution: pick(["informed", "resolved", "escalated", "undefined", null], 3),
    bot_messages_count: String(at % 5),
    visitor_messages_count: String(messages),
    not_understood_messages_count: String(Math.min(messages, at % 3)),
    triggered_intent_replies: intents,
  });
}

async function rows(sql: string): Promise<readonly (readonly unknown[])[]> {
  const connection = await duckdb.connect();
  try {
    const found = (await connection.runAndReadAll(sql)).getRows();
    return found.map((row) => row.map((value) => (typeof value === "bigint" ? Number(value) : value)));
  } finally {
    connection.closeSync();
  }
}

describe("the product's example queries, translated by hand, find the same as `metrics`", () => {
  test("popular metrics: all nine columns", async () => {
    const [expected] = await rows(exampleQueries(file).popularMetrics);
    const { groups } = await metricsOf([file]);
    expect(figureNames.map((name) => groups[0]?.figures[name])).toEqual(expected);
    // Each of them says something about these documents.
    for (const rate of expected?.slice(2) ?? []) expect(rate).toSatisfy((each: number) => each > 0 && each < 1);
  });

  test("popular metrics without suggestions", async () => {
    const [expected] = await rows(`${exampleQueries(file).popularMetrics} where bot_messages_count::bigint > 0`);
    const { groups } = await metricsOf([file], { excludeSuggestions: true });
    expect(Object.values(groups[0]?.figures ?? {})).toEqual(expected);
  });

  test.each(["first", "last"] as const)("%s intent of each conversation", async (end) => {
    const query = `select ${end}_intent, count(*) as n from (${exampleQueries(file).firstAndLastIntent})
      group by 1 order by n desc, 1 nulls last`;
    const { groups } = await metricsOf([file], { by: `${end}-intent` });
    expect(groups.map(({ intent, figures }) => [intent, figures.total_conversations])).toEqual(await rows(query));
  });

  test.each(["first", "last"] as const)("metrics by %s meaningful intent, without those of the example", async (end) => {
    const expected = await rows(exampleQueries(file)[`${end}MeaningfulIntent`]);
    const excludedIntents = ["Greeting", "Talk to a human/agent"];
    const { groups } = await metricsOf([file], { by: `${end}-meaningful-intent`, excludedIntents });
    const found = groups.map(({ intent, figures }) => [intent, figures.total_conversations, figures.bot_handled_rate]);
    // The example leaves the order of equal totals open.
    const sorted = (list: readonly (readonly unknown[])[]) =>
      [...list].sort((a, b) => String(a[0]).localeCompare(String(b[0])));
    expect(sorted(found)).toEqual(sorted(expected));
    expect(found.map(([, total]) => total)).toEqual(expected.map(([, total]) => total));
    expect(found.length).toBe(3);
  });
});

test("first-and-last-intent.sql finds what the example finds", async () => {
  const ours = `with conversations as (select * from read_json('${file}')) ${sqlText("first-and-last-intent")
    .replace(/--.*\n/g, "")
    .trim()
    .replace(/;$/, "")}`;
  const sorted = (list: readonly (readonly unknown[])[]) => [...list].map(String).sort();
  expect(sorted(await rows(ours))).toEqual(sorted(await rows(exampleQueries(file).firstAndLastIntent)));
});
