import { awkwardTexts } from "./awkward-text.ts";
import { botConversationLabels, botConversationParameters, botConversations } from "./bot-tables.ts";
import { addTurns, type BotContact, type BotConversation, type Told } from "./bot-turns.ts";
import { botLabels, chatBot, escalations, parameterValues, resolutions, suggestionBot, ticketBot } from "./bot-vocabulary.ts";
import { Dice, mix } from "./dice.ts";
import type { Rows } from "./rows.ts";
import type { Cell } from "./table.ts";
import { languages } from "./vocabulary.ts";

const minuteUs = 60_000_000;
const dayUs = 1440 * minuteUs;

/**
 * Adds a bot's conversation to half of the contacts it is asked for, from dice of its own: the other tables' rows are the same
 * with and without it.
 * Tickets take hours and days, so conversations end on another day than they began, some much later (SEEDS 221 to 224).
 */
export function addBotConversation(seed: number, contact: BotContact, rows: Rows): void {
  const word = mix(contact.number ^ mix(seed ^ 0x0b07));
  if (word % 2 !== 0) return;
  const dice = new Dice(word, mix(word ^ seed), mix(contact.number ^ 0x6b07));
  const channel = dice.oneIn(4) ? "ticket" : "chat";
  const conversation: BotConversation = {
    ...contact,
    conversation: [word, dice.next(), dice.next()].map((each) => each.toString(16).padStart(8, "0")).join(""),
    bot: dice.oneIn(8) ? suggestionBot : channel === "ticket" ? ticketBot : chatBot,
    channel,
    language: dice.pick(languages),
    llm: dice.oneIn(3),
  };
  const told = addTurns(conversation, dice, rows);
  const end = endOf(conversation, told.end, dice);
  rows.add(botConversations, conversationRow(conversation, told, end, dice));
  addLabels(conversation, dice, rows);
  addParameters(conversation, dice, rows);
}

/** Null: it goes on. Some end with a day or just before it does, and some tickets are closed days after the last word. */
function endOf({ outcome, channel }: BotConversation, last: number, dice: Dice): number | null {
  if (outcome === null || dice.oneIn(60)) return null;
  const midnight = Math.ceil(last / dayUs) * dayUs;
  if (dice.oneIn(60)) return midnight;
  if (dice.oneIn(60)) return midnight - 1;
  if (channel === "ticket" && dice.oneIn(10)) return last + dice.between(2 * dayUs, 6 * dayUs);
  return last + dice.between(1_000_000, 10 * minuteUs);
}

function conversationRow(conversation: BotConversation, told: Told, end: number | null, dice: Dice): Cell[] {
  const testMode = dice.oneIn(20);
  const { status, resolution } = result(conversation, end, dice);
  const { llm } = told;
  return [
    conversation.conversation,
    conversation.id,
    conversation.bot.id,
    conversation.bot.name,
    testMode ? null : `${conversation.channel}-${dice.between(100_000, 999_999_999)}`,
    conversation.start,
    end,
    conversation.language,
    conversation.channel,
    testMode,
    status,
    resolution,
    llm.responseGenerated > 0,
    llm.notUnderstood,
    llm.responseGenerated,
    llm.errorOccurred,
    llm.escalationRequired,
    llm.fallback,
    told.botMessages,
    told.visitorMessages,
    told.notUnderstood,
    (end ?? told.end) + (dice.oneIn(50) ? dice.between(2 * dayUs, 6 * dayUs) : dice.between(2 * minuteUs, 55 * minuteUs)),
  ];
}

interface Result {
  readonly status: Cell;
  readonly resolution: Cell;
}

/** What became of it. A suggestion is somebody else's answer, and what goes on has come to nothing yet: no status. */
function result({ bot, outcome }: BotConversation, end: number | null, dice: Dice): Result {
  if (end === null) return { status: null, resolution: null };
  if (bot === suggestionBot) return { status: dice.oneIn(4) ? "agent" : null, resolution: dice.oneIn(4) ? "escalated" : null };
  if (outcome === "Transferred") return { status: dice.pick(escalations), resolution: dice.oneIn(9) ? null : "escalated" };
  if (outcome === "Error") return { status: "failedEscalation", resolution: null };
  if (outcome === "Abandoned") return { status: dice.oneIn(3) ? null : "botHandled", resolution: null };
  return { status: "botHandled", resolution: dice.pick(resolutions) };
}

function addLabels({ conversation, awkward }: BotConversation, dice: Dice, rows: Rows): void {
  const first = dice.below(botLabels.length);
  const labels = botLabels.slice(first, first + dice.below(4)) as string[];
  if (awkward) labels.push(dice.pick(awkwardTexts));
  labels.forEach((label, index) => {
    rows.add(botConversationLabels, [conversation, index + 1, label]);
  });
}

function addParameters({ conversation, awkward }: BotConversation, dice: Dice, rows: Rows): void {
  if (dice.oneIn(8)) return;
  for (const [key, values] of Object.entries(parameterValues)) {
    if (!dice.oneIn(2)) continue;
    const value = dice.oneIn(4) ? null : dice.pick(awkward ? awkwardTexts : values);
    rows.add(botConversationParameters, [conversation, key, value]);
  }
}
