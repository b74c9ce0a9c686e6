import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { applyEvent, createTables, type Message } from "../../examples/event-consumer/apply-event.ts";
import type { FeedEvent } from "../../runner/src/feeds/feed-event.ts";
import type { Json } from "../sample/ia-records.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { eventsOf, exampleFeed, openScene } from "./event-scene.ts";
import { conversations, rowsOf } from "./generated-rows.ts";

const folder = join(import.meta.dirname, "../../examples/event-consumer");
const page = readFileSync(join(import.meta.dirname, "../../docs/consuming-a-feed.md"), "utf8");
let database: TestDatabase;
let client: pg.Client;
/** What the feed raises for twelve conversations, and for some of them a second and a third analysis. */
let messages: readonly Message[];

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await createTables(client);
  await using scene = await openScene("duckdb", rowsOf(conversations(12, 7), 7));
  const events = await eventsOf(exampleFeed(false), scene.warehouse);
  messages = events.flatMap((event, at) => [messageOf(event), ...(at % 3 === 0 ? again(event) : [])]);
});

beforeEach(() => client.query("truncate received_events, conversations, category_matches"));

afterAll(async () => {
  await client.end();
  await database.drop();
});

describe("the consumer of the examples", () => {
  test("ends up with the same tables in whatever order, however often and with whatever gaps events come", async () => {
    // By number: an example that fails is short.
    const all = messages.map((_, at) => at);
    const delivery = fc
      .subarray(all, { minLength: messages.length - 6 })
      .chain((sent) => fc.tuple(fc.constant(sent), fc.array(fc.constantFrom(...sent), { maxLength: 20 })))
      .chain(([sent, repeats]) => fc.shuffledSubarray([...sent, ...repeats], { minLength: sent.length + repeats.length }));
    const property = fc.asyncProperty(delivery, async (numbers) => {
      const delivered = numbers.map((at) => messages[at]!);
      await client.query("truncate received_events, conversations, category_matches");
      let taken = 0;
      for (const message of delivered) if ((await applyEvent(client, message)) === "taken") taken += 1;
      expect(taken).toBe(new Set(delivered.map(({ id }) => id)).size);
      expect(await tables()).toEqual(reference(delivered));
    });
    await fc.assert(property, { numRuns: 6 });
  }, 60_000);

  test("loses nothing where taking an event failed: it comes again, and is taken", async () => {
    const [message] = messages;
    await client.query("alter table conversations add constraint full_disk check (false) not valid");
    await expect(applyEvent(client, message!)).rejects.toThrow("full_disk");
    await client.query("alter table conversations drop constraint full_disk");
    expect(await applyEvent(client, message!)).toBe("taken");
    expect(await tables()).toEqual(reference([message!]));
  });

  test("leaves events of other types alone", async () => {
    const text = '{"timestampOfMessage":"01/22/2026 08:32:04","eventType":"Another","payload":{}}';
    expect(await applyEvent(client, { text })).toBe("other");
  });

  test.each([true, false])(
    "reads a file as well, twice without harm; with headers: %s",
    async (headers) => {
      const home = mkdtempSync(join(tmpdir(), "datafeed-consumer-"));
      try {
        const file = join(home, "events.ndjson");
        const lineOf = ({ text, id, time }: Message) =>
          headers ? `{"headers":${JSON.stringify({ ce_id: id, ce_time: time })},"value":${text}}\n` : `${text}\n`;
        writeFileSync(file, messages.map(lineOf).join(""));
        const { host, port, user, password } = database;
        const env = {
          ...process.env,
          PGHOST: host,
          PGPORT: String(port),
          PGUSER: user,
          PGPASSWORD: password,
          PGDATABASE: database.database,
        };
        const read = () => spawnSync(process.execPath, [join(folder, "from-file.ts"), file], { env, encoding: "utf8" });
        expect(read().stdout).toBe(`Events: ${messages.length} taken, 0 repeated, 0 of types without a table\n`);
        expect(read().stdout).toBe(`Events: 0 taken, ${messages.length} repeated, 0 of types without a table\n`);
        const [found, wanted] = [await tables(), reference(messages)];
        if (headers) expect(found).toEqual(wanted);
        else expect(found.conversations.map(withoutTimes)).toEqual(wanted.conversations.map(withoutTimes));
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    },
    60_000,
  );
});

describe("the page on consuming a feed", () => {
  const blocks = [...page.matchAll(/^```sql\n(.*?)^```$/gms)].map((match) => match[1] ?? "");

  test("has the SQL of the examples, word for word", () => {
    const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));
    for (const name of files) expect(blocks, name).toContain(readFileSync(join(folder, name), "utf8"));
    expect(files.length).toBe(4);
  });

  test("has queries that answer on the tables of its reader", async () => {
    const [lost, ...rest] = messages;
    for (const message of rest) await applyEvent(client, message);
    const queries = blocks.filter((sql) => sql.startsWith("select"));
    expect(queries.length).toBe(3);
    const answers = [];
    for (const sql of queries) answers.push((await client.query(sql)).rows);
    const [risks, waiting, words] = answers;
    expect(waiting).toEqual([{ external_id: JSON.parse(lost!.text).payload.Conversation.ExternalId }]);
    expect(risks!.length).toBeGreaterThan(0);
    expect(words!.some(({ milliseconds }) => milliseconds > 0)).toBe(true);
  });

  test("shows the events of the seed as they are sent", () => {
    const shown = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map((match) => JSON.parse(match[1] ?? ""));
    const seed = join(import.meta.dirname, "../cases/feeds/seed");
    const created = JSON.parse(readFileSync(join(seed, "ConversationCreatedForDataFeeder.json"), "utf8"));
    const match = JSON.parse(readFileSync(join(seed, "CategoryMatchForDataFeeder.json"), "utf8"));
    expect(shown).toContainEqual(created);
    expect(shown).toContainEqual(match);
  });
});

/** As the reader gets it from Kafka. */
function messageOf({ value, id, raisedAt }: FeedEvent): Message {
  return { text: Buffer.from(value).toString("utf8"), id, time: raisedAt };
}

/** The same conversation analysed again, twice: another ratio, other moments. */
function again(event: FeedEvent): readonly Message[] {
  const { payload, ...head } = JSON.parse(Buffer.from(event.value).toString("utf8"));
  if (event.type !== "ConversationAnalyzedForDataFeeder") return [];
  return [1, 2].map((time) => {
    const moment = new Date(Date.parse(event.raisedAt) + time * 3_600_000);
    const changed = { ...payload, AgentTensionRatio: time, AiInsights: time === 1 ? null : payload.AiInsights };
    const timestampOfMessage = `03/${String(moment.getUTCDate()).padStart(2, "0")}/2026 ${moment.toISOString().slice(11, 19)}`;
    return {
      text: JSON.stringify({ ...head, timestampOfMessage, payload: changed }),
      id: `${event.id.slice(1)}${time}`,
      time: `${moment.toISOString().slice(0, 23)}${event.raisedAt.slice(23)}`,
    };
  });
}

interface Tables {
  readonly conversations: readonly Json[];
  readonly matches: readonly Json[];
}

async function tables(): Promise<Tables> {
  const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  const conversations = await client.query(
    `select external_id, ${utc("created_at")} as created_at, created, tenant_id, ${utc("analyzed_at")} as analyzed_at,
       agent_tension_ratio, transcripts, ai_insights
     from conversations order by external_id collate "C"`,
  );
  const matches = await client.query(
    `select external_id, full_path, channel, ${utc("matched_at")} as matched_at, data_set_ids
     from category_matches order by external_id collate "C", full_path collate "C", channel`,
  );
  return { conversations: conversations.rows, matches: matches.rows };
}

/** What the tables must hold after some messages: of each conversation the newest of what was said of it. */
function reference(delivered: readonly Message[]): Tables {
  const byTime = [...delivered].sort((a, b) => ((a.time ?? "") < (b.time ?? "") ? -1 : 1));
  const rows = new Map<string, Json>();
  const matches = new Map<string, Json>();
  const row = (external_id: string) => {
    const empty = { created_at: null, created: null, tenant_id: null, analyzed_at: null };
    const found = rows.get(external_id) ?? {
      external_id,
      ...empty,
      agent_tension_ratio: null,
      transcripts: null,
      ai_insights: null,
    };
    rows.set(external_id, found);
    return found;
  };
  for (const { text, time } of byTime) {
    const { eventType, payload } = JSON.parse(text);
    const { Conversation, ConversationExternalId: id, Transcripts, AiInsights, AgentTensionRatio } = payload;
    if (eventType === "ConversationCreatedForDataFeeder") {
      Object.assign(row(Conversation.ExternalId), { created_at: time, created: Conversation, tenant_id: payload.TenantId });
    } else if (eventType === "ConversationAnalyzedForDataFeeder") {
      const found = {
        analyzed_at: time,
        agent_tension_ratio: AgentTensionRatio,
        transcripts: Transcripts,
        ai_insights: AiInsights,
      };
      Object.assign(row(id), found);
    } else {
      const match = { external_id: id, full_path: payload.FullPath, channel: payload.Channel };
      matches.set(JSON.stringify(Object.values(match)), { ...match, matched_at: time, data_set_ids: payload.DataSetIds });
    }
  }
  const order = (of: Json) => JSON.stringify([of.external_id, of.full_path, of.channel]);
  const sorted = (all: Map<string, Json>) => [...all.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return { conversations: sorted(rows), matches: sorted(matches) };
}

/** `timestampOfMessage` has seconds alone. */
function withoutTimes({ created_at: _, analyzed_at: __, ...rest }: Json): Json {
  return rest;
}
