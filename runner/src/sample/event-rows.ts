import { Dice, mix, uuidOf } from "./dice.ts";
import {
  eventAnalyses,
  eventAttachedData,
  eventConversations,
  eventMatchDatasets,
  eventMatches,
  eventSegments,
  eventWords,
} from "./event-tables.ts";
import { speak } from "./event-words.ts";
import type { Conversation, Utterance } from "./ia-conversation.ts";
import { categories, people, tenantId } from "./ia-vocabulary.ts";
import type { Rows } from "./rows.ts";
import type { Cell } from "./tables.ts";
import { campaigns } from "./vocabulary.ts";

const msUs = 1_000;
const secondUs = 1_000_000;
const agent = 1;
const customer = 2;

/**
 * Adds a conversation to the tables of the event feed: as it was received, and, but for a few, what its analysis found. All
 * follows from the conversation, its number and the dice.
 */
export function addEventConversation(conversation: Conversation, conversationId: number, dice: Dice, rows: Rows): void {
  const spoken = conversation.channel === "Voice";
  const externalId = spoken ? `${conversation.contactId}.wav` : conversation.contactId;
  const lastedMs = addSegments(externalId, conversation.segments.flat(), spoken, dice, rows);
  const received = conversation.start + lastedMs * msUs + dice.between(secondUs, 30 * secondUs);
  rows.add(eventConversations, [
    externalId,
    conversationId,
    tenantId,
    dice.between(1, 6),
    agentId(dice),
    dice.oneIn(4) ? dice.between(1, 5) : null,
    dice.oneIn(6) ? dice.between(0, 10) : null,
    conversation.start,
    conversation.start + lastedMs * msUs,
    dice.oneIn(10) ? null : Math.floor(lastedMs / 1000),
    dice.pick(["en", "en", "en", "es", "fr", "pt", null]),
    conversation.outbound ? 1286 : 1285,
    ...callCells(spoken, dice),
    received,
  ]);
  addAttachedData(externalId, dice, rows);
  if (dice.oneIn(20)) return;
  const analyzed = received + dice.between(20 * secondUs, 600 * secondUs);
  addAnalysis({ externalId, conversationId, analyzed, conversation }, dice, rows);
}

/** Dice of the event feed alone, so that other tables keep their rows. */
export function eventDice(seed: number, number: number): Dice {
  return new Dice(mix(seed ^ 0x0e7e47), mix(number ^ 0x2545f4), mix(Math.imul(seed, 13) ^ number));
}

/** Gives the conversation's length in milliseconds. Words have times where they were spoken. */
function addSegments(externalId: string, said: readonly Utterance[], spoken: boolean, dice: Dice, rows: Rows): number {
  let at = 0;
  said.forEach(({ side, text }, index) => {
    const start = at + 20 * dice.between(0, spoken ? 40 : 2_000);
    const words = spoken ? speak(text, start, dice) : [];
    at = words.at(-1)?.to ?? start;
    rows.add(eventSegments, [externalId, index + 1, side === "AGENT" ? agent : customer, text, start, at]);
    words.forEach(({ from, to }, word) => {
      rows.add(eventWords, [externalId, index + 1, word + 1, from, to]);
    });
  });
  return at;
}

function agentId(dice: Dice): string {
  const number = dice.between(1, people.length);
  return uuidOf(mix(number), mix(number + 1), mix(number + 2), mix(number + 3));
}

/** Numbers, who ended it, and holds. */
function callCells(spoken: boolean, dice: Dice): Cell[] {
  const caller = `+1${dice.between(201, 989)}555${String(dice.below(10_000)).padStart(4, "0")}`;
  const ended = dice.pick([1305, 1306, 1307]);
  const holds = spoken && dice.oneIn(5) ? dice.between(1, 3) : 0;
  const longest = dice.between(3, 180);
  const held = holds === 0 ? [null, null] : [longest + (holds - 1) * dice.between(1, longest), longest];
  return [spoken && !dice.oneIn(20) ? caller : null, spoken ? "+18005550199" : null, ended, holds, ...held];
}

function addAttachedData(externalId: string, dice: Dice, rows: Rows): void {
  if (dice.oneIn(2)) rows.add(eventAttachedData, [externalId, "campaign", dice.pick(campaigns)]);
  if (dice.oneIn(3)) rows.add(eventAttachedData, [externalId, "customer name", dice.pick(people).join(" ")]);
  if (dice.oneIn(8)) rows.add(eventAttachedData, [externalId, "note", null]);
}

interface Analyzed {
  readonly externalId: string;
  readonly conversationId: number;
  /** Microseconds since 1970. */
  readonly analyzed: number;
  readonly conversation: Conversation;
}

function addAnalysis({ externalId, conversationId, analyzed, conversation }: Analyzed, dice: Dice, rows: Rows): void {
  const spoken = conversation.channel === "Voice";
  const ratio = () => (spoken ? dice.below(101) : 0);
  const ratios = [ratio(), ratio(), ratio()];
  const scores = [dice.below(101), dice.below(101)];
  const insights = dice.oneIn(5) ? Array<Cell>(7).fill(null) : [analyzed, ...insightCells(conversation, dice)];
  rows.add(eventAnalyses, [externalId, conversationId, analyzed, ...ratios, ...scores, ...insights]);
  for (const { path, side, datasets } of categories) {
    if (!dice.oneIn(3)) continue;
    const match = [externalId, path, side === "AGENT" ? agent : customer];
    rows.add(eventMatches, [...match, analyzed + dice.below(2 * secondUs)]);
    for (const dataset of datasets) rows.add(eventMatchDatasets, [...match, dataset]);
  }
}

/** What a language model might say of it, from the entities that it names. */
function insightCells({ segments, entities }: Conversation, dice: Dice): Cell[] {
  const said = segments.flat().map(({ text }) => text);
  const named = entities.map(({ text }) => text).filter((text) => said.some((each) => each.includes(text)));
  const topic = named[0] ?? "a question";
  return [
    topic,
    `A customer asked about ${topic}. The agent answered in ${said.length} turns.`,
    ["Answered", ...named.slice(0, 3).map((text) => `Explained ${text}`)].join(";"),
    dice.pick(["The customer got what they asked for", "The customer will call again", "Handed over to a specialist"]),
    dice.pick(["Low", "Low", "Low", "Medium", "High"]),
    dice.pick(["Low", "Low", "Medium", "High"]),
  ];
}
