import fc from "fast-check";
import { expect, test } from "vitest";
import { Dice, mix, uuidOf } from "../../runner/src/sample/dice.ts";

const word = fc.integer({ min: 0, max: 0xffff_ffff });

test("the same words give the same numbers, on every machine", () => {
  const dice = new Dice(1, 2, 3);
  expect([dice.next(), dice.next(), dice.below(6), dice.between(-5, 5)]).toEqual([1936341825, 3001364500, 1, 5]);
});

test("numbers stay within their bounds", () => {
  fc.assert(
    fc.property(word, word, word, fc.integer({ min: 1, max: 1_000_000 }), (a, b, c, limit) => {
      const drawn = new Dice(a, b, c).below(limit);
      expect(drawn >= 0 && drawn < limit && Number.isInteger(drawn)).toBe(true);
    }),
  );
});

test("different contacts have different ids, whatever else is in them", () => {
  fc.assert(
    fc.property(word, word, word, (left, right, rest) => {
      fc.pre(left !== right);
      expect(uuidOf(mix(left), rest, rest, rest)).not.toBe(uuidOf(mix(right), rest, rest, rest));
    }),
  );
});

test("ids are UUIDs of version 8", () => {
  fc.assert(
    fc.property(word, word, word, word, (a, b, c, d) => {
      expect(uuidOf(a, b, c, d)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }),
  );
});
