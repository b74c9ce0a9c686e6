import type { Dice } from "./dice.ts";

/** A word as it was spoken, in milliseconds from the conversation's start. */
export interface SpokenWord {
  readonly from: number;
  readonly to: number;
}

/** The words of a text: what stands between white space. */
export function wordsOf(text: string): readonly string[] {
  return text.match(/\S+/gu) ?? [];
}

/** When each word of an utterance is spoken: one after the other, short pauses between some. */
export function speak(text: string, startMs: number, dice: Dice): readonly SpokenWord[] {
  let at = startMs;
  return wordsOf(text).map((word) => {
    const from = at + (dice.oneIn(4) ? 20 * dice.between(1, 6) : 0);
    at = from + 80 + 20 * Math.min([...word].length, 20);
    return { from, to: at };
  });
}
