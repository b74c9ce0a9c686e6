import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileExtract } from "../../runner/src/compile/compile-extract.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { generateSample } from "../../runner/src/sample/generate-sample.ts";
import { TestProject } from "../cli/test-project.ts";
import { startManners } from "../support/redshift-manners.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { type BotRecord, problemsOf } from "./bot-record.ts";
import { queryDuckdb } from "./read-sample.ts";

/** The day's document and its SQL, to be read by people; `UPDATE_CASES=1` writes them anew. */
const golden = new URL("../cases/documents/bot-conversations/", import.meta.url);

const contacts = 3_000;
const day = "bot-conversations-day";
const output = "output: { format: json, compress: none }";
const extracts: Readonly<Record<string, string>> = {
  year: output,
  masked: output,
  said: `filter: { bot_messages_count: { gt: 0 } }\n${output}`,
  table: "output: { format: csv, compress: none }",
};

const project = TestProject.withDocuments().inProcess();
const sample = project.path(".datafeed/sample.duckdb");
let database: TestDatabase;
let year: readonly BotRecord[];

beforeAll(async () => {
  database = await createTestDatabase();
  mkdirSync(project.path(".datafeed"));
  await generateSample({ target: { type: "duckdb", file: sample }, contacts });
  for (const [name, rest] of Object.entries(extracts)) {
    const head = `kind: Extract\nname: ${name}\nproduct: ixhello-customer-v1\nowner: amy\ntemplate: BotConversations`;
    const window = 'window: { start: "2026-01-01", end: "2027-02-01", timezone: UTC }';
    project.write(`extracts/${name}.extract.yaml`, `${head}\nfields: all\n${window}\n${rest}\n`);
  }
  const granted = project.read("datafeed.yaml").replace(`bot-conversations, ${day}`, `bot-conversations, ${day}, year`);
  project.write("datafeed.yaml", granted);
  year = JSON.parse(await documentOf("year")) as BotRecord[];
});

afterAll(async () => {
  project[Symbol.dispose]();
  await database.drop();
});

const documents = new Map<string, Promise<string>>();

/** What an extract gives, from DuckDB or by the connections given. */
function documentOf(extract: string, ...connections: readonly string[]): Promise<string> {
  const args = ["run", extract, ...connections];
  const known = documents.get(args.join(" "));
  const found = known ?? project.json(...args).then(({ outcomes }) => project.read(`out/${outcomes[0].output.path}`));
  documents.set(args.join(" "), found);
  return found;
}

async function idsOf(where: string): Promise<readonly unknown[]> {
  const sql = `select conversation_id from reporting.bot_conversations where ${where} order by conversation_id`;
  return (await queryDuckdb(sample, sql)).map(([id]) => id);
}

function expectGolden(name: string, text: string): void {
  const path = new URL(name, golden);
  if (process.env["UPDATE_CASES"] === "1") {
    mkdirSync(golden, { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(existsSync(path) ? readFileSync(path, "utf8") : undefined);
}

describe("the document of a day", () => {
  test("is this one, byte for byte, from DuckDB and from PostgreSQL", async () => {
    const text = await documentOf(day);
    expectGolden("document.json", text);
    expect((JSON.parse(text) as unknown[]).length).toBeGreaterThan(3);
    await generateSample({ target: { type: "postgres", connection: { connectionString: database.url } }, contacts });
    const connections = ["--connections", project.postgres(database)];
    expect(await documentOf(day, ...connections)).toBe(text);
    expect(JSON.parse(await documentOf("year", ...connections))).toEqual(year);
    expect(await documentOf("masked", ...connections)).toBe(await documentOf("masked"));
  });

  test("is the same from Redshift, which holds the parts as JSON", async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(readFileSync(join(import.meta.dirname, "bot-redshift.sql"), "utf8"));
    await client.end();
    await using cluster = await startManners(database.host, database.port, "Redshift 1.0.99999");
    const connections = ["--connections", project.postgres(database, { type: "redshift", port: cluster.port })];
    expect(JSON.parse(await documentOf("year", ...connections))).toEqual(year);
    expect(await documentOf(day, ...connections)).toBe(await documentOf(day));
  });

  test.each(["duckdb", "postgres", "redshift"] as const)("is one query: %s", (dialect) => {
    const paths = ["templates", "extracts"].flatMap((folder) => project.files(folder).map((file) => `${folder}/${file}`));
    const files = ["datafeed.yaml", ...paths].map((path) => ({ path, text: project.read(path) }));
    const extract = loadProject({ files }, { today: "2026-11-20" }).extracts.get(day)!;
    const window = { start: "2026-03-17T00:00:00.000Z", end: "2026-03-18T00:00:00.000Z", timezone: "UTC" };
    const { query } = compileExtract(extract, { kind: "RunOnce", window, dialect, today: "2026-11-20" });
    expectGolden(`plan.${dialect}.sql`, `${query.sql}\n`);
  });

  // SEEDS 221, 224
  test("holds the conversations that ended on it, by UTC, and no other", async () => {
    const ids = (JSON.parse(await documentOf(day)) as BotRecord[]).map(({ conversation_id }) => conversation_id);
    expect(ids).toEqual(
      await idsOf("conversation_end >= '2026-03-17 00:00:00Z' and conversation_end < '2026-03-18 00:00:00Z'"),
    );
  });
});

describe("each record", () => {
  test("has the 24 properties, in order, with their types", () => {
    expect(year.length).toBeGreaterThan(500);
    expect(year.flatMap((record) => problemsOf(record).map((problem) => `${record.conversation_id}: ${problem}`))).toEqual([]);
  });

  test("is there once it has ended, suggestions and tests among them, in the order of its id (SEEDS 225)", async () => {
    expect(year.map(({ conversation_id }) => conversation_id)).toEqual(await idsOf("conversation_end is not null"));
    const suggestions = year.filter(({ bot_messages_count }) => bot_messages_count === "0");
    expect(suggestions.map(({ conversation_id }) => conversation_id)).toEqual(
      await idsOf("conversation_end is not null and bot_messages_count = 0"),
    );
    expect(suggestions.some(({ triggered_intent_replies }) => triggered_intent_replies.length > 0)).toBe(true);
  });

  test("has what happened on earlier days (SEEDS 224)", () => {
    const earlier = year.filter(({ conversation_end_time, triggered_replies }) =>
      triggered_replies.some(({ reply_timestamp }) => reply_timestamp.slice(0, 10) < conversation_end_time.slice(0, 10)),
    );
    expect(earlier.length).toBeGreaterThan(10);
  });

  test("says undefined where there is no resolution, and null where there is no status (SEEDS 203)", async () => {
    const ids = (found: readonly BotRecord[]) => found.map(({ conversation_id }) => conversation_id);
    expect(ids(year.filter(({ last_resolution }) => last_resolution === "undefined"))).toEqual(
      await idsOf("conversation_end is not null and coalesce(last_resolution, 'undefined') = 'undefined'"),
    );
    expect(ids(year.filter(({ conversation_status }) => conversation_status === null))).toEqual(
      await idsOf("conversation_end is not null and conversation_status is null"),
    );
  });

  test("names the parameters that have a value, empty ones too, and none without (SEEDS 201)", async () => {
    const found = year.flatMap(({ conversation_id, conversations_data }) =>
      Object.entries(JSON.parse(conversations_data) as Record<string, string>).map((entry) => [conversation_id, ...entry]),
    );
    const sql = `select conversation_id, key, value from reporting.bot_conversation_parameters
      where value is not null and conversation_id in (
        select conversation_id from reporting.bot_conversations where conversation_end is not null)
      order by conversation_id, key`;
    // DuckDB's JavaScript client leaves out a byte order mark.
    const known = (row: readonly unknown[]) => row.map((text) => String(text).replace(/^\ufeff/, ""));
    expect(found.map(known)).toEqual((await queryDuckdb(sample, sql)).map(known));
    expect(found.some(([, , value]) => value === "")).toBe(true);
    expect(year.some(({ conversations_data }) => conversations_data === "{}")).toBe(true);
  });
});

test("counts are numbers but in the document: filters and CSV take them so (SEEDS 206)", async () => {
  const said = JSON.parse(await documentOf("said")) as BotRecord[];
  expect(said).toHaveLength(year.filter(({ bot_messages_count }) => Number(bot_messages_count) > 0).length);
  const file = project.path(`out/${(await project.json("run", "table")).outcomes[0].output.path}`);
  const types = await queryDuckdb(
    sample,
    `select column_type from (describe from read_csv('${file}')) where column_name like '%_count'`,
  );
  expect(types).toEqual(Array.from({ length: 8 }, () => ["BIGINT"]));
});

test("without a grant the values of parameters are masked, and nothing else", async () => {
  const clear = new Map(year.map((record) => [record.conversation_id, record]));
  for (const record of JSON.parse(await documentOf("masked")) as BotRecord[]) {
    const { conversations_data, ...rest } = clear.get(record.conversation_id)!;
    const entries = Object.entries(JSON.parse(conversations_data) as Record<string, string>);
    const masked = Object.fromEntries(entries.map(([key, value]) => [key, value.replace(/[^ \t\n\r\f\v]/gu, "*")]));
    expect(JSON.parse(record.conversations_data)).toEqual(masked);
    expect(record).toMatchObject(rest);
  }
});
