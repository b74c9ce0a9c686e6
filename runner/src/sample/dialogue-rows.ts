import { createHash } from "node:crypto";
import { addBotDialogue } from "./bot-dialogue.ts";
import { dayStart, yearDays } from "./contact-start.ts";
import { type Action, activeIntents, type Dialogue, type Turn } from "./dialogue.ts";
import { Dice, uuidOf } from "./dice.ts";
import { addEventConversation } from "./event-rows.ts";
import { dialogueConversation } from "./ia-dialogue.ts";
import { addInteractionAnalytics, contactCell, isOutbound } from "./ia-rows.ts";
import type { Rows } from "./rows.ts";
import { type Cell, checkpoints, contacts, goals, intents, interactionInputs, transfers } from "./tables.ts";
import { channels, directions, locations, stages } from "./vocabulary.ts";

const secondUs = 1_000_000;
/** A person reads and writes about so fast. */
const perCharacterUs = 60_000;
const pauseUs = 2 * secondUs;

/**
 * Adds a real conversation: a turn is an interaction, its first REQUEST or INFORM act what was asked for; a new active intent
 * is an intent; a service call is a goal. What the dataset lacks (times, ids, phones, channels) follows from its split and id.
 */
export function addDialogue(dialogue: Dialogue, rows: Rows): void {
  const hash = createHash("sha256")
    .update(`${dialogue.split ?? ""}/${dialogue.dialogue_id}`)
    .digest();
  const word = (index: number) => hash.readUInt32BE(index * 4);
  const dice = new Dice(word(4), word(5), word(6));
  const id = uuidOf(word(0), word(1), word(2), word(3));
  const start = dayStart(dice.below(yearDays)) + dice.below(86_400) * secondUs + dice.below(secondUs);
  const times = turnTimes(dialogue, start);
  const end = times[dialogue.turns.length] ?? start;
  dialogue.turns.forEach((turn, index) => {
    addTurn(id, start, turn, index + 1, times[index] ?? start, stateAfter(dialogue.turns[index - 1]), rows);
  });
  addIntents(id, dialogue, times, rows);
  const transferred = lastNotice(dialogue) === "NOTIFY_FAILURE";
  if (transferred) addTransfer(id, dialogue, end, dice, rows);
  const row = contactRow(id, dialogue, start, end, transferred, dice);
  rows.add(contacts, row);
  const contact = { contactId: id, start, channel: String(contactCell(row, "channel")), outbound: isOutbound(row) };
  const conversation = dialogueConversation(dialogue, contact);
  addInteractionAnalytics(conversation, new Dice(word(7), word(6), word(5)), rows);
  // 40 bits: no two of a few ten thousand are the same, and readers without 64-bit numbers take it.
  addEventConversation(conversation, hash.readUIntBE(0, 5), new Dice(word(6), word(7), word(4)), rows);
  addBotDialogue({ id: hash.toString("hex", 0, 12), contact: id, dialogue, times, transferred }, rows);
}

/** When each turn begins, and at last when the conversation ends. */
function turnTimes(dialogue: Dialogue, start: number): readonly number[] {
  const times = [start];
  let at = start;
  for (const turn of dialogue.turns) {
    at += pauseUs + turn.utterance.length * perCharacterUs;
    times.push(at);
  }
  return times;
}

function addTurn(id: string, start: number, turn: Turn, no: number, at: number, before: string | null, rows: Rows): void {
  const acts = turn.frames.flatMap((frame) => frame.actions);
  const asked = acts.find(({ act }) => act === "REQUEST" || act === "INFORM");
  const state = stateAfter(turn) ?? "Silent";
  rows.add(interactionInputs, [id, no, at, asked?.slot ?? null, acts[0]?.act ?? null, asked?.values[0] ?? null]);
  rows.add(checkpoints, [id, no, Math.floor(at / 1000), start, turn.frames[0]?.service ?? turn.speaker, before, state]);
  for (const frame of turn.frames) {
    if (frame.service_call === undefined) continue;
    const found = frame.service_results?.[0];
    const failed = frame.actions.some(({ act }) => act === "NOTIFY_FAILURE");
    const achieved = found !== undefined && !failed;
    rows.add(goals, [id, frame.service_call.method, at, achieved ? "Y" : "N", found === undefined ? null : price(found)]);
  }
}

/** Intents in the order of the turns in which they became active. The dataset labels them by hand: the confidence is 1. */
function addIntents(id: string, dialogue: Dialogue, times: readonly number[], rows: Rows): void {
  const called = new Set(dialogue.turns.flatMap(({ frames }) => frames.flatMap((frame) => frame.service_call?.method ?? [])));
  for (const { turn, name } of activeIntents(dialogue)) {
    const utterance = dialogue.turns[turn]?.utterance ?? null;
    rows.add(intents, [id, turn + 1, times[turn] ?? null, name, 1, utterance, called.has(name)]);
  }
}

function addTransfer(id: string, dialogue: Dialogue, at: number, dice: Dice, rows: Rows): void {
  const desk = `${dialogue.services[0] ?? "General"} desk`;
  rows.add(transfers, [id, 1, at, "Agent", desk, "NOTIFY_FAILURE", "Connected", dice.between(30_000, 600_000)]);
}

function contactRow(id: string, dialogue: Dialogue, start: number, end: number, transferred: boolean, dice: Dice): Cell[] {
  const channel = dice.pick(channels);
  const voice = channel === "Voice";
  const goodbye = acts(dialogue, "USER").some(({ act }) => act === "GOODBYE");
  const endpoint = `+1${dice.between(201, 989)}555${String(dice.below(10_000)).padStart(4, "0")}`;
  return [
    id,
    start,
    end,
    Math.floor((end - start) / 1000),
    channel,
    voice ? "nlu-voice" : "nlu-text",
    dice.pick(directions),
    voice || channel === "SMS" ? endpoint : null,
    "+18005550199",
    transferred ? "Transfer" : goodbye ? "UserDisconnect" : "AppDisconnect",
    transferred ? "Transferred" : "Contained",
    dialogue.services[0] ?? "General",
    dice.pick(stages),
    dice.pick(locations),
    voice ? `rec/${new Date(start / 1000).toISOString().slice(0, 10)}/${id}.wav` : null,
    null,
    JSON.stringify({
      split: dialogue.split ?? null,
      services: dialogue.services,
      dialogue: dialogue.dialogue_id,
      turns: dialogue.turns.length,
    }),
  ];
}

/** The state that a turn leaves: its first act. */
function stateAfter(turn: Turn | undefined): string | null {
  return turn?.frames[0]?.actions[0]?.act ?? null;
}

function acts(dialogue: Dialogue, speaker: Turn["speaker"]): readonly Action[] {
  return dialogue.turns
    .filter((turn) => turn.speaker === speaker)
    .flatMap(({ frames }) => frames.flatMap(({ actions }) => actions));
}

/** How the last service call that was reported ended. */
function lastNotice(dialogue: Dialogue): string | undefined {
  return acts(dialogue, "SYSTEM").findLast(({ act }) => act.startsWith("NOTIFY_"))?.act;
}

const priceKeys = [
  "total_price",
  "price",
  "fare",
  "ride_fare",
  "total",
  "price_per_night",
  "price_per_day",
  "balance",
  "amount",
] as const;

/** The price of what was found, in cents. */
function price(found: Readonly<Record<string, string>>): number | null {
  for (const key of priceKeys) {
    const text = found[key];
    const match = text === undefined ? null : /^\$?(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.replaceAll(",", ""));
    if (match !== null) return Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  }
  return null;
}
