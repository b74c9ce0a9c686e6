import { awkwardTexts, longText } from "./awkward-text.ts";
import { addBotConversation } from "./bot-conversation.ts";
import { contactStart } from "./contact-start.ts";
import { Dice, mix, uuidOf } from "./dice.ts";
import { addEventConversation, eventDice } from "./event-rows.ts";
import { generatedConversation, isAnalyzed } from "./ia-conversation.ts";
import { addInteractionAnalytics, analyticsDice, isOutbound } from "./ia-rows.ts";
import type { Rows } from "./rows.ts";
import { type Cell, checkpoints, contacts, goals, intents, interactionInputs, transfers } from "./tables.ts";
import {
  campaigns,
  channels,
  collectStates,
  contactDispositions,
  directions,
  type IntentEntry,
  languages,
  locations,
  results,
  type ServiceEntry,
  serviceDispositions,
  services,
  stages,
  transferReasons,
  transferResults,
  transferTypes,
  userNames,
} from "./vocabulary.ts";

const secondUs = 1_000_000;
/** Length of the texts that are too long for most tools, in UTF-16 code units. */
const longTextLength = 64 * 1024;

/**
 * Adds contact `number` and all that belongs to it. The same seed and number give the same rows, whatever else is generated,
 * in whatever order and for whichever engine.
 */
export function generateContact(seed: number, number: number, rows: Rows): void {
  const dice = new Dice(mix(seed), mix(number ^ 0x51f15e), mix(Math.imul(seed, 31) ^ number));
  const contact = beginContact(seed, number, dice);
  const end = addConversation(contact, dice, rows);
  const row = contactRow(contact, end, dice);
  rows.add(contacts, row);
  if (isAnalyzed(seed, number)) {
    const own = analyticsDice(seed, number);
    const conversation = generatedConversation({ ...contact, outbound: isOutbound(row) }, own);
    addInteractionAnalytics(conversation, own, rows);
    addEventConversation(conversation, number + 1, eventDice(seed, number), rows);
  }
  if (contact.channel !== "Voice") addBotConversation(seed, contact, rows);
}

/** What is drawn before the conversation, and stays the same in all its rows. */
interface Contact {
  readonly id: string;
  readonly number: number;
  readonly start: number;
  readonly edge: boolean;
  readonly channel: string;
  readonly service: ServiceEntry;
  /** What became of it; null: the warehouse never heard the end. */
  readonly outcome: keyof typeof contactDispositions | null;
  /** Free text of this contact is of the kind that breaks exports. */
  readonly awkward: boolean;
}

function beginContact(seed: number, number: number, dice: Dice): Contact {
  const { at, edge } = contactStart(number, dice);
  return {
    id: uuidOf(mix(number ^ mix(seed ^ 0x2545f491)), dice.next(), dice.next(), dice.next()),
    number,
    start: at,
    edge,
    channel: dice.pick(channels),
    service: dice.pick(services),
    outcome: dice.pick(serviceDispositions),
    awkward: dice.oneIn(10),
  };
}

/** Adds questions and answers, nodes, intents, goals and hand-overs, in the order in which they happen; gives the end. */
function addConversation(contact: Contact, dice: Dice, rows: Rows): number {
  const nlu = isNlu(contact);
  const wanted = dice.pick(contact.service.intents);
  const inputs = contact.outcome === "Abandoned" ? dice.between(1, 2) : dice.between(2, 5);
  let at = contact.start + (contact.edge ? 0 : dice.between(800_000, 4 * secondUs));
  let state = "Start";
  let checkpointNo = 0;
  const reach = (node: string, next: string) => {
    checkpointNo += 1;
    rows.add(checkpoints, [
      contact.id,
      checkpointNo,
      Math.floor(at / 1000),
      contact.start,
      node,
      state === "Start" ? null : state,
      next,
    ]);
    state = next;
  };
  reach("Welcome", "Welcomed");
  for (let no = 1; no <= inputs; no++) {
    const asksIntent = nlu && (no === 1 || (no === 3 && dice.oneIn(4)));
    const intent = no === 1 ? wanted : dice.pick(contact.service.intents);
    const result = dice.pick(results);
    const heard = result !== "NoInput";
    const choice =
      isLong(contact) && no === 1 ? longText(longTextLength, dice) : heard ? answer(contact, asksIntent, intent, dice) : null;
    rows.add(interactionInputs, [contact.id, no, at, asksIntent ? "GetIntent" : dice.pick(collectStates), result, choice]);
    if (asksIntent && heard) addIntent(contact, no, at, intent, result === "Match", dice, rows);
    if (result === "Match") reach(asksIntent ? intent.node : "Collect", asksIntent ? `${intent.node}Started` : "Collected");
    at += dice.between(2 * secondUs, 45 * secondUs);
  }
  if (nlu && contact.outcome !== "Abandoned") addGoals(contact, wanted, at, dice, rows);
  if (contact.outcome === "Transferred") {
    reach("Transfer", "Transferring");
    at = addTransfers(contact, at, dice, rows);
  }
  if (contact.outcome === "Contained") reach("Goodbye", "Done");
  return at + dice.between(100_000, 5 * secondUs);
}

function addIntent(
  contact: Contact,
  turn: number,
  at: number,
  intent: IntentEntry,
  matched: boolean,
  dice: Dice,
  rows: Rows,
): void {
  const confidence = dice.oneIn(25) ? null : (matched ? dice.between(6_000, 10_000) : dice.between(500, 6_500)) / 10_000;
  rows.add(intents, [contact.id, turn, at, intent.name, confidence, utterance(contact, intent, dice), matched]);
}

function addGoals(contact: Contact, wanted: IntentEntry, at: number, dice: Dice, rows: Rows): void {
  const achieved = contact.outcome === "Contained" ? !dice.oneIn(12) : dice.oneIn(5);
  const value = dice.oneIn(3) ? null : dice.between(-5_000, 250_000);
  rows.add(goals, [contact.id, wanted.goal, at, achieved ? "Y" : "N", value]);
  if (dice.oneIn(6))
    rows.add(goals, [contact.id, "CollectFeedback", at + secondUs, dice.oneIn(2) ? "Y" : "N", dice.between(1, 5) * 100]);
}

/** One hand-over; two where nobody answered the first. Gives the time after the last. */
function addTransfers(contact: Contact, start: number, dice: Dice, rows: Rows): number {
  let at = start;
  for (let no = 1; no <= 2; no++) {
    const result = no === 1 ? dice.pick(transferResults) : "Connected";
    const lasted = result === "Connected" ? dice.between(20_000, 900_000) : dice.between(1_000, 60_000);
    const reason = dice.oneIn(15) ? null : contact.awkward ? dice.pick(awkwardTexts) : dice.pick(transferReasons);
    rows.add(transfers, [
      contact.id,
      no,
      at,
      dice.pick(transferTypes),
      dice.pick(contact.service.queues),
      reason,
      result,
      dice.oneIn(30) ? null : lasted,
    ]);
    at += lasted * 1000;
    if (result === "Connected") break;
  }
  return at;
}

function contactRow(contact: Contact, end: number, dice: Dice): Cell[] {
  const { outcome, channel, start } = contact;
  const voice = channel === "Voice";
  const known = outcome !== null;
  const userEndpoint = voice || channel === "SMS" ? phone(dice) : dice.oneIn(3) ? null : `web-${dice.next().toString(16)}`;
  return [
    contact.id,
    start,
    known ? end : null,
    known ? Math.floor((end - start) / 1000) : null,
    channel,
    contactType(contact),
    dice.pick(directions),
    dice.oneIn(40) ? null : userEndpoint,
    dice.oneIn(60) ? null : contact.service.systemEndpoint,
    known ? dice.pick(contactDispositions[outcome]) : null,
    outcome,
    contact.service.name,
    dice.pick(stages),
    dice.pick(locations),
    voice && !dice.oneIn(10) ? `rec/${new Date(start / 1000).toISOString().slice(0, 10)}/${contact.id}.wav` : null,
    dice.oneIn(3) ? null : contact.awkward ? dice.pick(awkwardTexts) : dice.pick(userNames),
    attributes(contact, dice),
  ];
}

/** Free-form JSON, its keys not in alphabetical order. */
function attributes(contact: Contact, dice: Dice): string | null {
  if (dice.oneIn(5)) return null;
  const pageTitle = contact.awkward ? dice.pick(awkwardTexts) : null;
  return JSON.stringify({
    language: dice.pick(languages),
    campaign: dice.pick(campaigns),
    tags: dice.oneIn(2) ? [] : ["repeat", "priority"].slice(dice.below(2)),
    device: { os: dice.pick(["iOS", "Android", "Windows", "macOS"]), version: dice.between(9, 18) },
    authenticated: dice.oneIn(2),
    pageTitle,
  });
}

function isNlu({ number, channel }: Contact): boolean {
  return channel !== "Voice" || mix(number) % 3 !== 0;
}

/** One contact in a thousand says more than most tools take. */
function isLong(contact: Contact): boolean {
  return contact.number % 1000 === 499;
}

function contactType(contact: Contact): string {
  if (contact.channel !== "Voice") return "nlu-text";
  return isNlu(contact) ? "nlu-voice" : "dtmf";
}

function answer(contact: Contact, asksIntent: boolean, intent: IntentEntry, dice: Dice): string {
  if (contact.awkward && dice.oneIn(2)) return dice.pick(awkwardTexts);
  if (asksIntent) return intent.name;
  return dice.pick(["yes", "no", "1", "2", "0", "speak to a person", String(dice.below(1_000_000)).padStart(6, "0")]);
}

function utterance(contact: Contact, intent: IntentEntry, dice: Dice): string | null {
  if (isLong(contact)) return longText(longTextLength, dice);
  if (dice.oneIn(40)) return null;
  return contact.awkward ? dice.pick(awkwardTexts) : dice.pick(intent.utterances);
}

function phone(dice: Dice): string {
  return `+1${dice.between(201, 989)}555${String(dice.below(10_000)).padStart(4, "0")}`;
}
