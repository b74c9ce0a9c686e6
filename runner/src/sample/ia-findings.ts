import type { Dice } from "./dice.ts";
import type { Conversation, Utterance } from "./ia-conversation.ts";
import { iaCategoryMatches, iaChannels, iaDatasets, iaEnlighten, iaEntities } from "./ia-tables.ts";
import {
  behaviors,
  categories,
  datasets,
  type Entity,
  entitySentiments,
  frustrations,
  type Medium,
  type Side,
  sentiments,
} from "./ia-vocabulary.ts";
import type { Rows } from "./rows.ts";

const sides = ["AGENT", "CLIENT"] as const satisfies readonly Side[];
type Sides = Readonly<Record<Side, string>>;

/** A segment as an analysis sees it. */
export interface Analyzed {
  readonly segmentId: string;
  readonly version: number;
  readonly medium: Medium;
  readonly utterances: readonly Utterance[];
  readonly entities: Conversation["entities"];
  readonly languageCode: string;
  /** Whether the agent's team has a licence for Enlighten. */
  readonly licensed: boolean;
}

/** Adds what one analysis found: sides with their sentiments, entities, datasets, categories, behaviours. */
export function addFindings(analyzed: Analyzed, dice: Dice, rows: Rows): void {
  const key = [analyzed.segmentId, analyzed.version];
  const texts: Sides = { AGENT: textOf(analyzed, "AGENT"), CLIENT: textOf(analyzed, "CLIENT") };
  for (const side of sides) {
    const frustration = side === "CLIENT" ? dice.pick(frustrations) : null;
    const [overall, end, begin] = [dice.pick(sentiments), dice.pick(sentiments), dice.pick(sentiments)];
    rows.add(iaChannels, [...key, side, texts[side], analyzed.languageCode, overall, end, begin, frustration]);
  }
  addEntities(analyzed, texts, dice, rows);
  addMatches(analyzed, dice, rows);
  addEnlighten(analyzed, dice, rows);
}

/** One side of the transcript. */
function textOf({ utterances }: Analyzed, side: Side): string {
  return utterances
    .filter((each) => each.side === side)
    .map(({ text }) => text)
    .join("\n");
}

/** A row for each entity and each side that mentions it (SEEDS 154), with the number of mentions by that side. */
function addEntities({ segmentId, version, entities }: Analyzed, texts: Sides, dice: Dice, rows: Rows): void {
  let no = 0;
  for (const entity of entities) {
    const sentiment = dice.pick(entitySentiments);
    for (const side of sides) {
      const mentions = texts[side].split(entity.text).length - 1;
      if (mentions === 0) continue;
      no += 1;
      rows.add(iaEntities, entityRow([segmentId, version, no, side], entity, sentiment, mentions));
    }
  }
}

function entityRow(key: (string | number)[], { text, type, custom }: Entity, sentiment: string, mentions: number) {
  return [...key, text, type, sentiment, custom, mentions];
}

/** The datasets that the segment belongs to, and a row for each matched category and each of them that uses it (SEEDS 159). */
function addMatches({ segmentId, version, medium }: Analyzed, dice: Dice, rows: Rows): void {
  const defined = datasets.filter(({ transcripts }) => transcripts.some((type) => type === medium.transcriptType));
  const matched = dice.oneIn(25) ? [] : defined.filter((_, index) => index === 0 || !dice.oneIn(3));
  for (const { id, account } of matched) rows.add(iaDatasets, [segmentId, version, id, account]);
  const ids = new Set<number>(matched.map(({ id }) => id));
  let no = 0;
  for (const { path, side, datasets } of categories) {
    if (!dice.oneIn(3)) continue;
    for (const id of datasets) {
      if (!ids.has(id)) continue;
      no += 1;
      rows.add(iaCategoryMatches, [segmentId, version, no, side, path, id]);
    }
  }
}

/** Scores of the agent's behaviours; without a licence one row in which every value is missing (SEEDS 161). */
function addEnlighten({ segmentId, version, licensed }: Analyzed, dice: Dice, rows: Rows): void {
  if (!licensed) {
    rows.add(iaEnlighten, [segmentId, version, 1, null, null, null, null]);
    return;
  }
  let no = 0;
  for (const [name, models] of behaviors) {
    if (dice.oneIn(3)) continue;
    no += 1;
    const index = dice.between(0, 100) / 10;
    const raw = (index - 5) / 5 + dice.between(-500, 500) / 10_000;
    rows.add(iaEnlighten, [segmentId, version, no, name, raw, index, JSON.stringify(models)]);
  }
}
