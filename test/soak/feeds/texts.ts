import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Dialogue } from "../../../runner/src/sample/dialogue.ts";
import { conversationsFile } from "../../real/conversations-file.ts";

/** One part of what was said: who, what, when each word begins and ends, in milliseconds. */
export interface Segment {
  readonly channel: 1 | 2;
  readonly text: string;
  readonly words: readonly (readonly [from: number, to: number])[];
  readonly start: number;
  readonly end: number;
}

const made: readonly (readonly string[])[] = [
  ["hello this is mike how can i help you today", "my invoice is wrong", "let me see … it is corrected", "thank you"],
  ["grüß gott was kann ich für sie tun", "ich möchte kündigen 😀", "schade"],
  ["こんにちは", 'お願いします \\ "quoted" \t tab'],
];

/** What is said in the conversation of a number: the real ones first, where there are some; then made ones. */
export function readTexts(): { readonly real: number; readonly segments: (index: number) => readonly Segment[] } {
  const real = existsSync(conversationsFile)
    ? gunzipSync(readFileSync(conversationsFile))
        .toString()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => (JSON.parse(line) as Dialogue).turns.map(({ utterance }) => utterance))
    : [];
  return {
    real: real.length,
    segments: (index) => asSegments(real[index] ?? made[index % made.length]!),
  };
}

function asSegments(texts: readonly string[]): readonly Segment[] {
  let at = 0;
  return texts.map((text, turn) => {
    const start = at;
    const words = text.split(" ").map((word): [number, number] => {
      const from = at;
      at += 80 + 20 * word.length;
      return [from, at];
    });
    const segment: Segment = { channel: turn % 2 === 0 ? 1 : 2, text, words, start, end: at };
    at += 100;
    return segment;
  });
}
