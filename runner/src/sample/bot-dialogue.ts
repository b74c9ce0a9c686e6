import {
  botConversationLabels,
  botConversationParameters,
  botConversations,
  botIntentReplies,
  botReplies,
} from "./bot-tables.ts";
import { chatBot, ticketBot } from "./bot-vocabulary.ts";
import { activeIntents, type Dialogue } from "./dialogue.ts";
import type { Rows } from "./rows.ts";
import type { Cell } from "./table.ts";

const minuteUs = 60_000_000;

/** A real conversation as one with a bot. */
export interface BotDialogue {
  readonly id: string;
  readonly contact: string;
  readonly dialogue: Dialogue;
  /** When each turn begins, and at last when the conversation ends; microseconds since 1970. */
  readonly times: readonly number[];
  readonly transferred: boolean;
}

/**
 * Adds a real conversation as one with a bot: turns of the system are replies, active intents are what was wanted, slots are
 * parameters, services are labels. The dataset has no language models and nothing that was not understood.
 */
export function addBotDialogue(told: BotDialogue, rows: Rows): void {
  const { id, dialogue } = told;
  rows.add(botConversations, conversationRow(told));
  dialogue.services.forEach((service, index) => {
    rows.add(botConversationLabels, [id, index + 1, service]);
  });
  for (const [key, value] of parameters(dialogue)) rows.add(botConversationParameters, [id, key, value]);
  addReplies(told, rows);
}

function conversationRow({ id, contact, dialogue, times, transferred }: BotDialogue): Cell[] {
  const said = (speaker: string) => dialogue.turns.filter((turn) => turn.speaker === speaker);
  const acts = said("SYSTEM").flatMap(({ frames }) => frames.flatMap(({ actions }) => actions.map(({ act }) => act)));
  const resolution = acts.includes("NOTIFY_SUCCESS") ? "resolved" : acts.includes("INFORM") ? "informed" : null;
  const chat = dialogue.services.length === 1;
  const bot = chat ? chatBot : ticketBot;
  const [start, end] = [times[0] ?? 0, times[dialogue.turns.length] ?? 0];
  return [
    id,
    contact,
    bot.id,
    bot.name,
    dialogue.dialogue_id,
    start,
    end,
    "en",
    chat ? "chat" : "ticket",
    false,
    transferred ? "agent" : "botHandled",
    transferred ? "escalated" : resolution,
    false,
    ...[0, 0, 0, 0, 0],
    said("SYSTEM").length,
    said("USER").length,
    0,
    end + minuteUs,
  ];
}

/** Slots by service, as they were left; null for one that somebody asked for and the state never held. */
function parameters({ turns }: Dialogue): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const { service, actions, state } of turns.flatMap(({ frames }) => frames)) {
    for (const { act, slot } of actions) {
      const key = `${service}.${slot}`;
      if (act === "REQUEST" && slot !== "" && !found.has(key)) found.set(key, null);
    }
    for (const [slot, [value]] of Object.entries(state?.slot_values ?? {})) found.set(`${service}.${slot}`, value ?? null);
  }
  return found;
}

/** What was wanted, and what was answered to it. */
function addReplies({ id, dialogue, times }: BotDialogue, rows: Rows): void {
  const wanted = new Map(activeIntents(dialogue).map((intent) => [intent.turn, intent]));
  let [intent, intentNo, replyNo]: [string | null, number, number] = [null, 0, 0];
  dialogue.turns.forEach(({ speaker, frames }, turn) => {
    const at = times[turn] ?? 0;
    const asked = wanted.get(turn);
    if (asked !== undefined) {
      intent = `${asked.service}/${asked.name}`;
      intentNo += 1;
      rows.add(botIntentReplies, [id, intentNo, asked.name, at, false, intent]);
    }
    if (speaker !== "SYSTEM") return;
    const act = frames[0]?.actions[0]?.act ?? "SILENT";
    replyNo += 1;
    rows.add(botReplies, [id, replyNo, at, `${frames[0]?.service ?? ""}/${act}`, "en", act, "text", intent]);
  });
}
