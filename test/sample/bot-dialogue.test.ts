import { expect, test } from "vitest";
import type { Dialogue, Turn } from "../../runner/src/sample/dialogue.ts";
import { addDialogue } from "../../runner/src/sample/dialogue-rows.ts";
import { Rows } from "../../runner/src/sample/rows.ts";

const service = "Restaurants_2";

/** Somebody looks for a table, then books it; the phone number is asked for, and no slot. */
const dialogue: Dialogue = {
  dialogue_id: "1_00000",
  split: "dev",
  services: [service],
  turns: [
    user("A table for two", "FindRestaurants", { number_of_seats: ["2"] }, ["INFORM", "number_of_seats"]),
    system("Where?", ["REQUEST", "location"]),
    user("San Jose", "FindRestaurants", { number_of_seats: ["2"], location: ["San Jose", "SJ"] }, ["INFORM", "location"]),
    system("Sino?", ["OFFER", "restaurant_name"]),
    user("Yes, for three. Their phone?", "ReserveRestaurant", { number_of_seats: ["3"] }, ["REQUEST", "phone_number"]),
    system("Done", ["NOTIFY_SUCCESS", ""]),
    user("Bye", "NONE", {}, ["GOODBYE", ""]),
  ],
};

test("a real conversation is one with a bot: slots, active intents and the system's turns", () => {
  const rows = new Rows();
  addDialogue(dialogue, rows);
  const of = (name: string) => [...rows.tables()].find(([table]) => table.name === name)?.[1] ?? [];
  const [conversation] = of("bot_conversations");
  const [id] = conversation ?? [];
  expect(id).toMatch(/^[0-9a-f]{24}$/);
  expect(conversation?.slice(7)).toEqual([
    ...["en", "chat", false, "botHandled", "resolved", false, 0, 0, 0, 0, 0, 3, 4, 0],
    expect.any(Number),
  ]);
  expect(of("bot_conversation_labels")).toEqual([[id, 1, service]]);
  expect(of("bot_conversation_parameters")).toEqual([
    [id, "Restaurants_2.number_of_seats", "3"],
    [id, "Restaurants_2.location", "San Jose"],
    [id, "Restaurants_2.phone_number", null],
  ]);
  const times = of("interaction_inputs").map((row) => row[2]);
  expect(of("bot_intent_replies")).toEqual([
    [id, 1, "FindRestaurants", times[0], false, "Restaurants_2/FindRestaurants"],
    [id, 2, "ReserveRestaurant", times[4], false, "Restaurants_2/ReserveRestaurant"],
  ]);
  expect(of("bot_replies").map((row) => [row[1], row[2], row[5], row[7]])).toEqual([
    [1, times[1], "REQUEST", "Restaurants_2/FindRestaurants"],
    [2, times[3], "OFFER", "Restaurants_2/FindRestaurants"],
    [3, times[5], "NOTIFY_SUCCESS", "Restaurants_2/ReserveRestaurant"],
  ]);
});

type Act = readonly [act: string, slot: string];

function user(utterance: string, intent: string, slots: Readonly<Record<string, readonly string[]>>, act: Act): Turn {
  return { speaker: "USER", utterance, frames: [{ service, actions: [action(act)], state: state(intent, slots) }] };
}

function system(utterance: string, act: Act): Turn {
  return { speaker: "SYSTEM", utterance, frames: [{ service, actions: [action(act)] }] };
}

function action([act, slot]: Act) {
  return { act, slot, values: [] };
}

function state(active_intent: string, slot_values: Readonly<Record<string, readonly string[]>>) {
  return { active_intent, slot_values };
}
