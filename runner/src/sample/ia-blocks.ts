import type { Dice } from "./dice.ts";
import type { Utterance } from "./ia-conversation.ts";
import { iaBlocks } from "./ia-tables.ts";
import type { Medium } from "./ia-vocabulary.ts";
import type { Rows } from "./rows.ts";

const secondUs = 1_000_000;
const minuteUs = 60 * secondUs;
/** A person speaks and writes about so fast. */
const perCharacterUs = 60_000;
/** Silence counts as notable from here on (SEEDS 181). */
const notableMs = 3_000;

/** A segment whose utterances become blocks. */
export interface Spoken {
  readonly segmentId: string;
  /** Microseconds since 1970. */
  readonly start: number;
  readonly medium: Medium;
  readonly utterances: readonly Utterance[];
  readonly subject: string;
  readonly agentAddress: string;
  readonly clientAddress: string;
}

/** What follows from a segment's blocks. */
export interface BlockTimes {
  /** When the segment ended: a whole second, in microseconds since 1970. */
  readonly end: number;
  /** All silences of three seconds and more, in milliseconds. */
  readonly notableSilenceMs: number;
}

/**
 * Adds a segment's blocks. The transcript is their texts in order, joined by one line feed; offset and length count its code
 * points, and blocks are numbered from 1.
 */
export function addBlocks(spoken: Spoken, dice: Dice, rows: Rows): BlockTimes {
  let offset = 0;
  let at = spoken.start;
  let heardMs = 0;
  let notableSilenceMs = 0;
  spoken.utterances.forEach(({ side, text }, index) => {
    at += pauseUs(spoken, dice);
    const startMs = Math.floor((at - spoken.start) / 1000);
    if (index > 0 && startMs - heardMs >= notableMs) notableSilenceMs += startMs - heardMs;
    const sent = at;
    at += 300_000 + Math.min(text.length, 400) * perCharacterUs;
    heardMs = Math.floor((at - spoken.start) / 1000);
    const length = codePoints(text);
    const metadata = metadataOf(spoken, side, { sent, startMs, endMs: heardMs }, dice);
    rows.add(iaBlocks, [spoken.segmentId, index + 1, side, offset, length, text, ...metadata, dice.oneIn(25)]);
    offset += length + 1;
  });
  return { end: Math.ceil(at / secondUs) * secondUs, notableSilenceMs };
}

/** The time before an utterance: on the phone mostly short, now and then a notable silence; messages take longer. */
function pauseUs({ medium }: Spoken, dice: Dice): number {
  if (medium.transcriptType === "EMAIL") return dice.between(10, 480) * minuteUs + dice.below(secondUs);
  if (medium.transcriptType === "CHAT") return dice.between(1_000, 60_000) * 1_000;
  return (dice.oneIn(8) ? dice.between(notableMs, 12_000) : dice.between(150, 2_900)) * 1_000;
}

interface Heard {
  readonly sent: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** Of chat, e-mail and voice the one that fits; digital channels have a chat's, e-mails too (SEEDS 167). */
function metadataOf(spoken: Spoken, side: Utterance["side"], { sent, startMs, endMs }: Heard, dice: Dice) {
  const { transcriptType, digital } = spoken.medium;
  const confidence = dice.between(5_000, 10_000) / 10_000;
  if (transcriptType === "CALL") return [null, null, null, null, null, startMs, endMs, confidence];
  if (transcriptType === "CHAT" || digital) return [sent, null, null, null, null, null, null, null];
  const { subject, agentAddress, clientAddress } = spoken;
  const [from, to] = side === "AGENT" ? [agentAddress, clientAddress] : [clientAddress, agentAddress];
  return [null, sent, subject, from, to, null, null, null];
}

/** The length of a text in code points: what SQL, Python and jq count. */
function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
