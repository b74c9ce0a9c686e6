import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadConversations } from "../../runner/src/sample/load-conversations.ts";
import { sampleTables } from "../../runner/src/sample/tables.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { dumpDuckdb, dumpPostgres, queryDuckdb } from "./read-sample.ts";

const folder = mkdtempSync(join(tmpdir(), "datafeed-conversations-"));
const file = join(folder, "dialogues.ndjson.gz");
const warehouse = join(folder, "conversations.duckdb");
let database: TestDatabase;

/** A restaurant is looked for and booked; what the other dialogue asks for fails. */
const booking = {
  dialogue_id: "1_00000",
  split: "dev",
  services: ["Restaurants_2"],
  turns: [
    user("A table for two, please.", "Restaurants_2", [act("INFORM", "number_of_seats", "2")], "ReserveRestaurant"),
    system("Where?", "Restaurants_2", [act("REQUEST", "location")]),
    user('In San Jose — "Sino" 🍜\nthanks', "Restaurants_2", [act("INFORM", "location", "San Jose")], "ReserveRestaurant"),
    {
      ...system("Done.", "Restaurants_2", [act("NOTIFY_SUCCESS", "")]),
      frames: [
        {
          service: "Restaurants_2",
          actions: [act("NOTIFY_SUCCESS", "")],
          service_call: { method: "ReserveRestaurant" },
          service_results: [{ restaurant_name: "Sino", price: "$1,234.5" }],
        },
      ],
    },
    user("Goodbye.", "Restaurants_2", [act("GOODBYE", "")], "NONE"),
  ],
};
const failing = {
  dialogue_id: "1_00000",
  split: "test",
  services: ["Buses_3"],
  turns: [
    user("A bus to Fresno", "Buses_3", [act("INFORM_INTENT", "intent", "FindBus")], "FindBus"),
    {
      ...system("I could not.", "Buses_3", []),
      frames: [
        { service: "Buses_3", actions: [act("NOTIFY_FAILURE", "")], service_call: { method: "FindBus" }, service_results: [] },
      ],
    },
  ],
};

beforeAll(async () => {
  database = await createTestDatabase();
  writeFileSync(file, gzipSync(`${[booking, failing].map((dialogue) => JSON.stringify(dialogue)).join("\n")}\n`));
  await loadConversations({ file, target: { type: "duckdb", file: warehouse } });
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

test("both engines hold the same rows", async () => {
  await loadConversations({ file, target: { type: "postgres", connection: { connectionString: database.url } } });
  for (const table of sampleTables) {
    const rows = await dumpPostgres(database.url, table);
    expect(rows, table.name).toEqual(await dumpDuckdb(warehouse, table));
    expect(rows.length, table.name).toBeGreaterThan(0);
  }
});

describe("a dialogue", () => {
  test("gives an interaction a turn, with what was asked for and the value", async () => {
    const sql = `select interaction_no, collect_state, result, choice from reporting.interactions where service = 'Restaurants_2' order by 1`;
    expect(await queryDuckdb(warehouse, sql)).toEqual([
      [1, "number_of_seats", "INFORM", "2"],
      [2, "location", "REQUEST", null],
      [3, "location", "INFORM", "San Jose"],
      [4, null, "NOTIFY_SUCCESS", null],
      [5, null, "GOODBYE", null],
    ]);
  });

  test("gives an intent where one becomes active, matched when it is acted on", async () => {
    const sql = "select turn, intent, utterance, matched from reporting.intents order by intent";
    expect(await queryDuckdb(warehouse, sql)).toEqual([
      [1, "FindBus", "A bus to Fresno", true],
      [1, "ReserveRestaurant", "A table for two, please.", true],
    ]);
  });

  test("gives a goal a service call, achieved when something was found", async () => {
    const sql = "select goal, achieved, value::varchar from reporting.goals order by goal";
    expect(await queryDuckdb(warehouse, sql)).toEqual([
      ["FindBus", "N", null],
      ["ReserveRestaurant", "Y", "1234.50"],
    ]);
  });

  test("is handed over when its last call failed", async () => {
    const sql = "select service, contact_disposition, service_disposition from reporting.contacts order by service";
    expect(await queryDuckdb(warehouse, sql)).toEqual([
      ["Buses_3", "Transfer", "Transferred"],
      ["Restaurants_2", "UserDisconnect", "Contained"],
    ]);
  });

  test("that has another's id in another split is another contact", async () => {
    expect(await queryDuckdb(warehouse, "select count(distinct contact_id)::integer from reporting.contacts")).toEqual([[2]]);
  });
});

describe("a bad file", () => {
  test.each([
    ["is missing", () => join(folder, "missing.gz"), "sample-conversations-unreadable"],
    ["is not compressed", () => write("plain.gz", "{}"), "sample-conversations-unreadable"],
    ["is cut off", () => write("cut.gz", gzipSync(JSON.stringify(booking)).subarray(0, 60)), "sample-conversations-unreadable"],
    ["holds something else", () => write("other.gz", gzipSync('{"dialogue_id": 1}\n')), "sample-conversation-malformed"],
    ["holds no JSON", () => write("text.gz", gzipSync("hello\n")), "sample-conversation-malformed"],
  ])("that %s", async (_name, path, code) => {
    const target = { type: "duckdb", file: join(folder, "bad.duckdb") } as const;
    await expect(loadConversations({ file: path(), target })).rejects.toMatchObject({ code });
  });
});

function act(name: string, slot: string, ...values: readonly string[]) {
  return { act: name, slot, values };
}

function user(utterance: string, service: string, actions: readonly object[], intent: string) {
  return { speaker: "USER", utterance, frames: [{ service, actions, state: { active_intent: intent } }] };
}

function system(utterance: string, service: string, actions: readonly object[]) {
  return { speaker: "SYSTEM", utterance, frames: [{ service, actions }] };
}

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
