import fc from "fast-check";
import { lexer, type Token, type Tokens } from "marked";
import { describe, expect, test } from "vitest";
import { sentence } from "../../../runner/src/review/render/markdown-safe.ts";
import { planMarkdown } from "../../../runner/src/review/render/plan-markdown.ts";
import { attacks, hostileReport, hostileText } from "./hostile.ts";

/** What another program than ours, one that many use, makes of a plan's Markdown. */
interface Reading {
  /** Blocks, in order. */
  readonly blocks: readonly string[];
  /** Links, pictures, HTML that is not ours, and whatever else a text in a line can become. */
  readonly foreign: readonly string[];
  /** Text outside of code. */
  readonly words: string;
  /** All text, code as well. */
  readonly all: string;
}

/** A block of HTML that we write: the marker, and what folds a document. */
const ourBlock = /^(?:<!-- datafeed-plan -->|<\/details>|<details><summary>(?:[^<>]|<code>[^<>]*<\/code>)*<\/summary>)\n*$/;
const ourTag = /^<\/?code>$/;
const harmlessInline = new Set(["text", "strong", "codespan", "escape"]);

function read(markdown: string): Reading {
  const [blocks, foreign, words, all]: [string[], string[], string[], string[]] = [[], [], [], []];
  const inline = (tokens: readonly Token[]): void => {
    let isCode = false;
    for (const token of tokens) {
      if (token.type === "html" && ourTag.test(token.raw)) {
        isCode = token.raw === "<code>";
        continue;
      }
      if (!harmlessInline.has(token.type)) foreign.push(`${token.type} ${token.raw}`);
      all.push(token.type === "codespan" ? token.raw : decoded(token.raw));
      if ("tokens" in token && token.tokens !== undefined) inline(token.tokens);
      else if (token.type !== "codespan" && !isCode) words.push(decoded(token.raw));
    }
  };
  const walk = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      switch (token.type) {
        case "space":
          break;
        case "html":
          blocks.push("html");
          if (!ourBlock.test(token.raw)) foreign.push(`html ${token.raw}`);
          all.push(decoded(token.raw));
          words.push(decoded(token.raw.replace(/<code>[^<>]*<\/code>|<[^>]*>/g, "\0")));
          break;
        case "code":
          blocks.push(`code ${(token as Tokens.Code).lang}`);
          all.push(token.raw);
          break;
        case "table": {
          const { header, rows } = token as Tokens.Table;
          blocks.push(`table ${header.length} × ${rows.length}`);
          for (const cell of [header, ...rows].flat()) inline(cell.tokens);
          break;
        }
        case "list":
          blocks.push(`list ${(token as Tokens.List).items.length}`);
          for (const item of (token as Tokens.List).items) walk(item.tokens);
          break;
        case "heading":
          blocks.push(`heading ${(token as Tokens.Heading).depth}`);
          inline((token as Tokens.Heading).tokens);
          break;
        case "paragraph":
        case "text":
          blocks.push(token.type);
          inline((token as Tokens.Text).tokens ?? []);
          break;
        default:
          blocks.push(token.type);
      }
    }
  };
  walk(lexer(markdown, { gfm: true }));
  return { blocks, foreign, words: words.join("\n"), all: all.join("\n") };
}

/** In one pass: what an entity gives is no part of another one. */
function decoded(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (all, number: string | undefined, name: string | undefined) => {
    if (number !== undefined) return String.fromCodePoint(Number(number));
    return { commat: "@", num: "#" }[name ?? ""] ?? all;
  });
}

function expectHarmless(markdown: string): void {
  const { blocks, foreign, words, all } = read(markdown);
  expect(foreign).toEqual([]);
  expect(blocks).toEqual(harmless.blocks);
  // In code as well: answers by e-mail quote comments as plain text.
  expect(all).not.toMatch(/[@#][\p{L}\p{N}_]/u);
  expect(words).not.toMatch(/\b[A-Z]+-\d|\b[0-9a-f]{7,64}\b|:\/\/|www\./i);
}

/** No schema of documents lets an author write nothing where a name or a reason stands. */
const written = hostileText.filter((text) => text.trim() !== "");
const harmless = read(planMarkdown(hostileReport(() => "name")));

describe("read by marked, a comment of hostile names has our blocks alone, and no link, picture or HTML of theirs", () => {
  test.each(attacks)("%j", (attack) => {
    expectHarmless(planMarkdown(hostileReport(() => attack)));
  });

  test("nor of anything that is put together of them", () => {
    fc.assert(
      fc.property(fc.array(written, { minLength: 70, maxLength: 70 }), (texts) => {
        let at = 0;
        expectHarmless(planMarkdown(hostileReport(() => texts[at++ % texts.length]!)));
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ["![x](https://evil.example/x.png)", "image"],
    ["[click](javascript:alert(1))", "link"],
    ["https://evil.example/?q=1", "link"],
    ["<img src=x>", "html"],
    ["~~gone~~", "del"],
  ])("which would be noticed: %s", (attack, kind) => {
    const pasted = planMarkdown(hostileReport(() => "name")).replaceAll("`name`", attack);
    expect(read(pasted).foreign.map((each) => each.split(" ")[0])).toContain(kind);
    expect(() => expectHarmless(pasted)).toThrow();
  });

  test.each(["@acme/security", "fixes #1", "GH-1", "\n\n# heading\n\n", "0123456789abcdef"])("and so would %j", (attack) => {
    const pasted = planMarkdown(hostileReport(() => "name")).replaceAll("`name`", attack);
    expect(() => expectHarmless(pasted)).toThrow();
  });
});

test("marks around what an author wrote stay words of the sentence", () => {
  for (const text of ["approved by `dana` (`Planning calls back.`).", "`a`, `b` and `c d`: (`e`; `f`)", "(`x`), then"]) {
    expect(sentence(text)).toBe(text);
  }
});
