import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../runner/src/compile/hashes.ts";

/** The same by what JavaScript has: hashes that were approved and published depend on each byte of it. */
function byReplacer(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

test("is JSON with sorted keys, byte for byte as a replacer gives it", () => {
  const key = fc.oneof(
    fc.string({ unit: "binary", maxLength: 3 }),
    fc.constantFrom("0", "2", "10", "010", "-1", "1.5", "4294967294", "4294967295", "toString", "__proto__", "é"),
  );
  const leaf = fc.oneof(
    ...[fc.string({ unit: "binary" }), fc.double(), fc.integer(), fc.boolean(), fc.constantFrom(null, undefined)],
    ...[
      fc.date().map((date) => date as unknown),
      fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes) as unknown),
    ],
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      ...[leaf, fc.array(tie("value"), { maxLength: 4 }), fc.dictionary(key, tie("value"), { maxKeys: 6 })],
    ),
  }));
  fc.assert(
    fc.property(value, (any) => {
      expect(canonicalJson(any)).toBe(byReplacer(any));
    }),
    { numRuns: 1_000 },
  );
});

test("has keys that are whole numbers first, by their size", () => {
  expect(canonicalJson({ b: 1, 10: 2, a: 3, 9: 4, "010": 5 })).toBe('{"9":4,"10":2,"010":5,"a":3,"b":1}');
});
