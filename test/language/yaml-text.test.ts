import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { scalarText } from "../../runner/src/language.ts";

/** Texts of which YAML makes something else, or that end a scalar early, and others. */
const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom(..."ab:#,[]{}&*!|>'\"%@`-?= \\~01.+eExo_<\tüé😀\n\u0085\u2028\uFEFF".split("")),
    maxLength: 8,
  }),
  fc.constantFrom(
    "null",
    "True",
    "~",
    "yes",
    "ON",
    "06:00",
    "2026-03-17",
    "1_000",
    "0x1f",
    "0o7",
    "1e3",
    "E0",
    ".",
    ".5",
    "-.inf",
    ".NaN",
    "<<",
    "---",
  ),
  fc.constantFrom(
    "a: b",
    "a #b",
    "a#b",
    "a:b",
    "-a",
    "- a",
    "?a",
    ":a",
    "a:",
    "Duration(ms)",
    "IXHello - Employee",
    "__proto__",
  ),
  fc.string({ unit: "binary", maxLength: 6 }),
);
const quote = fc.constantFrom(undefined, '"' as const, "'" as const);

test("a text is read as it was, as a value, an item and a key, by readers of YAML 1.1 and 1.2", () => {
  fc.assert(
    fc.property(text, quote, (value, quote) => {
      fc.pre(value.isWellFormed());
      const block = scalarText(value, { flow: false, quote });
      const flow = scalarText(value, { flow: true, quote });
      for (const version of ["1.1", "1.2"] as const) {
        expect(parse(`key: ${block}\nother: 1\n`, { version }).key).toBe(value);
        expect(parse(`- ${block}\n- 1\n`, { version })[0]).toBe(value);
        expect(parse(`key: [${flow}, 1]\n`, { version }).key[0]).toBe(value);
        expect(parse(`{ key: ${flow} }\n`, { version }).key).toBe(value);
        expect([...parse(`${block}: 1\nother: 2\n`, { version, mapAsMap: true }).keys()][0]).toBe(value);
        expect([...parse(`{ ${flow}: 1 }\n`, { version, mapAsMap: true }).keys()][0]).toBe(value);
      }
    }),
    { numRuns: 2000 },
  );
});

test.each<[value: string | number | boolean, flow: boolean, written: string]>([
  ["Contact ID", true, "Contact ID"],
  ["Duration(ms)", true, "Duration(ms)"],
  ["Contact Start (local)", false, "Contact Start (local)"],
  ["a, b", false, "a, b"],
  ["a, b", true, '"a, b"'],
  ["Note: x", false, '"Note: x"'],
  ["C #1", false, '"C #1"'],
  ["on", false, '"on"'],
  ["E0", false, '"E0"'],
  ["06:00", false, '"06:00"'],
  ["true", false, '"true"'],
  [true, false, "true"],
  [12.5, true, "12.5"],
])("%j is written as simply as may be", (value, flow, written) => {
  expect(scalarText(value, { flow })).toBe(written);
});
