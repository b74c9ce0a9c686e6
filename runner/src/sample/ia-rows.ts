import { Dice, mix, uuidOf } from "./dice.ts";
import { addBlocks } from "./ia-blocks.ts";
import { type Interaction, type Segment, segmentCells } from "./ia-cells.ts";
import type { Conversation } from "./ia-conversation.ts";
import { addFindings } from "./ia-findings.ts";
import { type AnalysisCells, iaAnalyses } from "./ia-tables.ts";
import { languageCodes, media, people, teams } from "./ia-vocabulary.ts";
import type { Rows } from "./rows.ts";
import { type Cell, contacts } from "./tables.ts";

const secondUs = 1_000_000;
const minuteUs = 60 * secondUs;
const dayUs = 1440 * minuteUs;

/**
 * Adds an interaction to the tables of interaction analytics: its segments one after the other, and each as often as it was
 * analysed. All follows from the conversation and the dice.
 */
export function addInteractionAnalytics(conversation: Conversation, dice: Dice, rows: Rows): void {
  const interaction = beginInteraction(conversation, dice);
  const segments: Segment[] = [];
  let at = interaction.start;
  for (const utterances of conversation.segments) {
    const segment = addSegment(interaction, { no: segments.length, start: at, utterances }, dice, rows);
    segments.push(segment);
    at = segment.times.end;
  }
  for (const segment of segments) addAnalyses(interaction, segment, segments, dice, rows);
}

/** Dice of interaction analytics alone, so that other tables keep their rows. */
export function analyticsDice(seed: number, number: number): Dice {
  return new Dice(mix(seed ^ 0x1a0d1ce), mix(number ^ 0x7f4a7c), mix(Math.imul(seed, 17) ^ number));
}

/** A cell of a contact's row, by its column. */
export function contactCell(row: readonly Cell[], column: string): Cell {
  return row[contacts.columns.findIndex(({ name }) => name === column)] ?? null;
}

export function isOutbound(contact: readonly Cell[]): boolean {
  return contactCell(contact, "direction") === "Outbound";
}

function beginInteraction(conversation: Conversation, dice: Dice): Interaction {
  const [given, family] = dice.pick(people);
  const number = dice.between(100_000, 999_999);
  return {
    conversation,
    medium: dice.pick(media[conversation.channel] ?? media["Voice"] ?? []),
    start: Math.floor(conversation.start / secondUs) * secondUs,
    masterId: 480_000_000_000 + dice.next(),
    segmentContactId: uuidOf(dice.next(), dice.next(), dice.next(), dice.next()),
    client: [given, family],
    clientPhone: `+1${dice.between(201, 989)}555${String(dice.below(10_000)).padStart(4, "0")}`,
    clientAddress: `client${number}@example.com`,
    languageCode: dice.pick(languageCodes),
  };
}

function addSegment(
  { conversation, medium, clientAddress }: Interaction,
  { no, start, utterances }: Pick<Segment, "no" | "start" | "utterances">,
  dice: Dice,
  rows: Rows,
): Segment {
  const id = uuidOf(dice.next(), dice.next(), dice.next(), dice.next());
  const subject = `Re: ${conversation.segments[0]?.[0]?.text ?? ""}`;
  const spoken = { segmentId: id, start, medium, utterances, subject, agentAddress: "care@acme.example", clientAddress };
  const times = addBlocks(spoken, dice, rows);
  return { no, id, start, utterances, times, agent: dice.pick(people), team: dice.pick(teams) };
}

/** One segment in six is processed again, one in twenty twice: soon after, so that both are in one window, or weeks later. */
function addAnalyses(interaction: Interaction, segment: Segment, all: readonly Segment[], dice: Dice, rows: Rows): void {
  const { conversation, medium, languageCode } = interaction;
  const cells = segmentCells(interaction, segment, all, dice);
  const { id: segmentId, utterances, team, times } = segment;
  const acquired = times.end + dice.between(minuteUs / 1000, (20 * minuteUs) / 1000) * 1000;
  const versions = dice.oneIn(20) ? 3 : dice.oneIn(6) ? 2 : 1;
  let at = acquired;
  for (let version = 1; version <= versions; version++) {
    at +=
      (version === 1 || dice.oneIn(2) ? dice.between(1, 60) * minuteUs : dice.between(1, 30) * dayUs) + dice.below(secondUs);
    const drawn = { version_id: version, analyzed_at: at, acquired_at: acquired, resolved_probability: probability(dice) };
    const row: AnalysisCells = { ...cells, ...drawn };
    rows.add(
      iaAnalyses,
      iaAnalyses.columns.map(({ name }) => row[name as keyof AnalysisCells]),
    );
    const { entities } = conversation;
    addFindings({ segmentId, version, medium, utterances, entities, languageCode, licensed: team.licensed }, dice, rows);
  }
}

/** On both sides of one half, and now and then exactly there. */
function probability(dice: Dice): number {
  if (dice.oneIn(20)) return dice.pick([0, 0.5, 0.5, 0.5, 0.49999999999999994, 0.5000000000000001, 1]);
  return dice.next() / 0x1_0000_0000;
}
