import { awkwardTexts } from "./awkward-text.ts";
import { type Dice, mix } from "./dice.ts";
import { agentLines, clientLines, type Entity, entities, type Side } from "./ia-vocabulary.ts";
import type { ServiceEntry } from "./vocabulary.ts";

/** What one side said or wrote at a time. */
export interface Utterance {
  readonly side: Side;
  readonly text: string;
}

/** A conversation that interaction analytics looks at. */
export interface Conversation {
  readonly contactId: string;
  /** Microseconds since 1970. */
  readonly start: number;
  /** One of the vocabulary's channels, of the contact. */
  readonly channel: string;
  readonly outbound: boolean;
  /** Its segments in order; more than one where it was handed over. */
  readonly segments: readonly (readonly Utterance[])[];
  /** What the analysis looks for. */
  readonly entities: readonly Entity[];
}

/** A generated contact whose words were recorded. */
export interface RecordedContact {
  readonly id: string;
  /** Microseconds since 1970. */
  readonly start: number;
  readonly channel: string;
  readonly outbound: boolean;
  readonly service: ServiceEntry;
  readonly awkward: boolean;
}

/** One contact in ten was recorded and analysed. */
export function isAnalyzed(seed: number, number: number): boolean {
  return mix(number ^ mix(seed ^ 0x1a5e6)) % 10 === 0;
}

/** A generated contact as interaction analytics sees it. Texts of an awkward one are of the kind that breaks exports. */
export function generatedConversation(
  { id, start, channel, outbound, service, awkward }: RecordedContact,
  dice: Dice,
): Conversation {
  const opening = dice.pick(dice.pick(service.intents).utterances);
  const segments = generatedSegments(opening, awkward, dice);
  return { contactId: id, start, channel, outbound, segments, entities };
}

function generatedSegments(opening: string, awkward: boolean, dice: Dice): Conversation["segments"] {
  const handedOver = dice.oneIn(6);
  const count = handedOver ? dice.between(6, 12) : dice.between(2, 10);
  const said: Utterance[] = [];
  for (let no = 0; no < count; no++) {
    const side: Side = no % 2 === 0 || dice.oneIn(8) ? "CLIENT" : "AGENT";
    said.push({ side, text: no === 0 ? opening : line(side, awkward, dice) });
  }
  if (!handedOver) return [said];
  const cut = dice.between(2, count - 2);
  return [said.slice(0, cut), said.slice(cut)];
}

function line(side: Side, awkward: boolean, dice: Dice): string {
  if (awkward && dice.oneIn(2)) return dice.pick(awkwardTexts);
  const words = dice.pick(side === "AGENT" ? agentLines : clientLines);
  return words.replaceAll("{}", () => dice.pick(entities).text);
}
