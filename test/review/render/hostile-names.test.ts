import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellCode, htmlCode, inlineCode, sentence, visible } from "../../../runner/src/review/render/markdown-safe.ts";
import { planMarkdown } from "../../../runner/src/review/render/plan-markdown.ts";
import { attacks, hostileReport, hostileText } from "./hostile.ts";
import { type Block, readMarkdown } from "./read-markdown.ts";

/** What GitHub takes for more than words, wherever it stands outside of code. */
const meanings = [
  /[@#][\p{L}\p{N}_]/u,
  /[<>&`*_~$\\[\]{}]/,
  /\b[0-9a-f]{7,64}\b/i,
  /:\/\/|www\.|\S@\S/i,
  /:[\w+-]+:/,
  /\b[A-Z]+-\d/i,
  /[\p{C}\p{Zl}\p{Zp}]|\p{M}{4}|[\u0590-\u08ff]/u,
];

/** Bold text of ours, and the sign of a row. */
const ours = /\*\*[✖!]? ?[A-Za-z ]+\.?\*\*|^[ ~]*$|^~/g;

function shape(blocks: readonly Block[]): readonly string[] {
  return blocks.map(({ type, cells }) => `${type} ${cells.length}`);
}

/** Texts outside of code. What stands on two sides of code is not one word. */
function actives(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap(({ cells }) => cells.map(({ active }) => active.replaceAll("\0", " ").replaceAll(ours, "")));
}

const harmless = readMarkdown(planMarkdown(hostileReport(() => "name")));

describe("a comment of hostile names", () => {
  test.each(attacks)("%j changes nothing of its shape, and means nothing", (attack) => {
    const blocks = readMarkdown(planMarkdown(hostileReport(() => attack)));
    expect(shape(blocks)).toEqual(shape(harmless));
    for (const text of actives(blocks)) for (const meaning of meanings) expect(text).not.toMatch(meaning);
  });

  test("nor does anything that is put together of them", () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 70, maxLength: 70 }), (texts) => {
        let at = 0;
        const blocks = readMarkdown(planMarkdown(hostileReport(() => texts[at++ % texts.length]!)));
        expect(shape(blocks)).toEqual(shape(harmless));
        for (const text of actives(blocks)) for (const meaning of meanings) expect(text).not.toMatch(meaning);
      }),
      { numRuns: 150 },
    );
  });

  test("the reader would notice: what is pasted as it is changes the shape or means something", () => {
    const unnoticed = attacks.filter((attack) => {
      try {
        const blocks = readMarkdown(planMarkdown(hostileReport(() => "name")).replaceAll("`name`", attack));
        return (
          JSON.stringify(shape(blocks)) === JSON.stringify(shape(harmless)) &&
          !actives(blocks).some((text) => meanings.some((meaning) => meaning.test(text)))
        );
      } catch {
        return false;
      }
    });
    expect(unnoticed).toEqual([]);
  });
});

describe("a value stays what it was", () => {
  /** What a reader sees and copies, without what keeps it from meaning anything. */
  const plain = (text: string): string => text.replaceAll("\u200b", "").replace(/[\u2068\u2069]/g, "");
  const short = hostileText.filter((text) => text.length <= 240 && text.trim() !== "");

  test.each([
    ["in a line", (text: string) => `x ${inlineCode(text)}`],
    ["in a cell", (text: string) => `| ${cellCode(text)} |`],
  ])("%s", (_where, write) => {
    fc.assert(
      fc.property(short, (text) => {
        const [block] = readMarkdown(write(text));
        expect(block!.cells[0]!.codes.map((code) => plain(code).trim().replace(/ +/g, " "))).toEqual([
          plain(visible(text)).trim().replace(/ +/g, " "),
        ]);
      }),
    );
  });

  test("in the summary of a folded part", () => {
    fc.assert(
      fc.property(short, (text) => {
        const [block] = readMarkdown(`<details><summary>${htmlCode(text)}</summary>`);
        expect(block!.cells[0]!.codes.map(plain)).toEqual([plain(visible(text))]);
      }),
    );
  });
});

test("a sentence keeps its words, and what stands between backticks is code", () => {
  expect(sentence("The field `Contact Start (local)` of ContactDetails is new: 23 h, until 2027-06-30 (dana), at 06:00.")).toBe(
    "The field `Contact Start (local)` of ContactDetails is new: 23 h, until 2027-06-30 (dana), at 06:00.",
  );
  expect(sentence("Approved by @dana, fixes #1 in 0123abc")).toBe("Approved by `@\u200bdana`, fixes `#\u200b1` in `0123abc`");
});

test("what is very long is cut, and says by how much", () => {
  expect(inlineCode("x".repeat(1_240))).toBe(`\`${"x".repeat(240)}… (1,000 more characters)\``);
});
