/**
 * Numbers that look random and depend on their seeds alone: the same on every machine and engine. The generator is sfc32
 * (Chris Doty-Humphrey, PractRand; public domain), started from three words and a counter.
 */
export class Dice {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(a: number, b: number, c: number) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    for (let round = 0; round < 12; round++) this.next();
  }

  /** The next 32 bits, as a whole number from 0. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number from 0 up to and without `limit` (at most 2^32). */
  below(limit: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * limit);
  }

  /** Whole numbers from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True once in `times`, on average. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  /** One of the list; an entry that stands twice comes twice as often. */
  pick<Item>(list: readonly Item[]): Item {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new RangeError("The list to pick from is empty.");
    return item;
  }
}

/** Spreads a 32-bit word over all its bits; no two words give the same one (the finaliser of MurmurHash3). */
export function mix(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A UUID (version 8: made by a rule of our own, RFC 9562) of four 32-bit words. Different first words: different UUIDs. */
export function uuidOf(w0: number, w1: number, w2: number, w3: number): string {
  const middle = hex((w1 & 0xffff0fff) | 0x00008000);
  const low = hex((w2 & 0x3fffffff) | 0x80000000);
  return `${hex(w0)}-${middle.slice(0, 4)}-${middle.slice(4)}-${low.slice(0, 4)}-${low.slice(4)}${hex(w3)}`;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
