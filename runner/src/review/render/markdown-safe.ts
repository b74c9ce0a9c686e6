import { code } from "../../language/markdown.ts";

/**
 * What authors write, as Markdown for a comment on GitHub in which it can do nothing: no mention, no reference to an issue, no
 * link, no picture, no HTML, no end of the table, code or block that it stands in.
 *
 * Escapes by backslash or entity are no help against mentions and references: GitHub looks for these after it has made HTML.
 * So whatever is not plain words stands as code, where it looks for none. Answers by e-mail quote comments as plain text, so a
 * space without width stands after each @ and # that a name or number follows.
 */

/** A value as code within a line. It stays on the line. */
export function inlineCode(text: string): string {
  return text === "" ? "(empty)" : code(isolated(shown(text, longest)));
}

/** The same within a cell of a table, where a | ends the cell, in code as well, and programs differ about \\|. */
export function cellCode(text: string): string {
  if (!/[|\\]/.test(text)) return inlineCode(text);
  const escaped = isolated(shown(text, longest)).replace(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
  return `<code>${escaped}</code>`;
}

/** The same within an HTML block, such as the summary of folded parts, where no Markdown is read. */
export function htmlCode(text: string): string {
  const escaped = isolated(shown(text, longest)).replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
  return `<code>${escaped}</code>`;
}

/** Lines as a block of code; `language` colours them. */
export function codeBlock(text: string, language: string): string {
  const lines = text.split("\n").map((line) => shown(line, longestLine));
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []);
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return [`${fence}${language}`, ...lines, fence].join("\n");
}

/**
 * A sentence in which values of authors stand. What it has between backticks, and each word that is not plain, becomes code.
 */
export function sentence(text: string, asCode: (text: string) => string = inlineCode): string {
  const parts: string[] = [];
  const add = (made: string): void => {
    // Two fences that meet would be one longer fence.
    if (made.startsWith("`") && parts.at(-1)?.endsWith("`")) parts.push(" ");
    parts.push(made);
  };
  for (const part of quotations(clip(text, longestSentence))) {
    if (part.quoted) add(asCode(part.text));
    else for (const [piece] of part.text.matchAll(/\s+|`+|[^\s`]+/g)) add(/^\s/.test(piece) ? " " : word(piece, asCode));
  }
  return parts.join("").trim();
}

/** What stands between backticks, and what does not; a run of them ends with the next one of the same length. */
function quotations(text: string): readonly { readonly text: string; readonly quoted: boolean }[] {
  const runs = [...text.matchAll(/`+/g)];
  const parts: { text: string; quoted: boolean }[] = [];
  let at = 0;
  for (const [index, { 0: fence, index: start }] of runs.entries()) {
    const end = runs.slice(index + 1).find(([run]) => run === fence)?.index;
    if (start < at || end === undefined) continue;
    parts.push({ text: text.slice(at, start), quoted: false });
    const inner = text.slice(start + fence.length, end);
    parts.push({ text: fence.length > 1 ? inner.replace(/^ (.*) $/s, "$1") : inner, quoted: true });
    at = end + fence.length;
  }
  return [...parts, { text: text.slice(at), quoted: false }];
}

/** The same within a cell of a table. */
export function cellSentence(text: string): string {
  return sentence(text, cellCode);
}

/** A word as it is where it is plain; else as code, with the punctuation after it outside. */
function word(text: string, asCode: (text: string) => string): string {
  if (isPlain(text)) return text;
  const end = /(?<=[^.,;:!?)])[.,;:!?)]+$/.exec(text)?.[0] ?? "";
  return `${asCode(text.slice(0, text.length - end.length))}${end}`;
}

function isPlain(text: string): boolean {
  return text.length <= 60 && plainWord.test(text) && !meaningful.some((pattern) => pattern.test(text));
}

/** Letters and digits, with marks between and around them that mean nothing in Markdown; times and offsets; marks alone. */
const plainWord =
  /^(?:["'“‘(]*(?:[\p{Script=Latin}\p{N}]+(?:[’'.,/-][\p{Script=Latin}\p{N}]+)*|[+-]?\d\d:\d\d)[)"'”’.,;:!?…%]*|[–—→:;,.?()"']+)$/u;

/** Plain words that GitHub takes for something: a commit, an issue (GH-1, JIRA-1), an address; a number with a point is a list's. */
const meaningful = [/[0-9a-f]{7,}/i, /[A-Z]-\d/i, /www\./i, /^\d+[.)]$/];

/** A value on one line, with nothing in it that can't be seen. */
function shown(text: string, most: number): string {
  return apart(visible(clip(text, most)));
}

/** Characters that are not seen, or that change the order or the height of what is seen, by their number. */
export function visible(text: string): string {
  return text
    .replaceAll("\n", "⏎")
    .replace(/(?! )[\p{C}\p{Z}]|(?<=\p{M}{2})\p{M}/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** Keeps names from what makes them a mention or a reference. */
function apart(text: string): string {
  return text.replace(/[@#](?=[\p{L}\p{N}_])/gu, "$&\u200b");
}

/** Words that are written from right to left, so that they move nothing beside them. */
function isolated(text: string): string {
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(text)
    ? `\u2068${text}\u2069`
    : text;
}

/** So much of a text, cut between characters, and how much more there is. */
function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - (/[\ud800-\udbff]/.test(text[most - 1] ?? "") ? 1 : 0);
  return `${text.slice(0, end)}… (${(text.length - end).toLocaleString("en-US")} more characters)`;
}

/** In UTF-16 units. A document's name has at most 100, a field's 200. */
const longest = 240;
const longestLine = 1_000;
const longestSentence = 2_000;
