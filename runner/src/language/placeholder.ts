import { isClosed, type LexicalContext, lexicalContext } from "./lexical-context.ts";
import { type Line, lineAt } from "./line-at.ts";

/** Stands for the cursor in the text that is parsed; no document holds it (private use, Unicode 16, section 23.5). */
export const placeholder = "\uE000";

/** A text that was made parsable around the cursor: the placeholder stands there, as part of a key, a value or an item. */
export interface PlaceholderText {
  readonly text: string;
  /** Where the placeholder stands. */
  readonly at: number;
  /** Whether `:` was added after the word at the cursor, which may as well be a value or the first word of an item. */
  readonly colonAdded: boolean;
  /** What has to be written before anything that is put there: a space, or the dash of a new item. */
  readonly prefix: "" | " " | "- ";
  /** What has to be written after it: the comma before another entry. */
  readonly suffix: "" | ",";
  /** The offset in the text as it was, of an offset in this one. */
  original(offset: number): number;
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * Puts a placeholder where the cursor is, so that the parser sees a node there (the idea is that of actions/languageservices).
 * Undefined in a comment, and where a word would run into what stands behind it.
 */
export function withPlaceholder(text: string, offset: number): PlaceholderText | undefined {
  const context = lexicalContext(text, offset);
  const line = lineAt(text, offset);
  if (context.inside === "comment" || isBeforeOther(text, offset, line.end, context)) return undefined;
  const before = text.slice(line.start, offset);
  const make = (insertions: readonly Insertion[], more: Partial<PlaceholderText> = {}): PlaceholderText => {
    return { ...insertAll(text, insertions), colonAdded: false, prefix: "", suffix: "", ...more };
  };
  const mark = { at: offset, text: placeholder };

  if (context.inside === "quoted") {
    if (isClosed(text.slice(context.start, context.end))) return make([mark]);
    return make([mark, { at: endOfWord(text, offset, line.end, context.flow), text: text[context.start] ?? '"' }]);
  }
  if (context.inside === "block-scalar") return make([mark]);
  if (context.afterIndicator) return make([{ at: offset, text: ` ${placeholder}` }], { prefix: " " });
  if (context.flow > 0) {
    return isGap(text, offset, context) ? make([{ at: offset, text: `${placeholder},` }], { suffix: "," }) : make([mark]);
  }

  const bare = bareWord(text, offset, line, context);
  if (bare === undefined) return make([mark]);
  if (bare.dashed) return bare.continued ? make([mark, { at: bare.end, text: ":" }], { colonAdded: true }) : make([mark]);
  if (before.trim() === "" && bare.empty && standsInList(text, line.start, before.length)) {
    return make([{ at: offset, text: `- ${placeholder}` }], { prefix: "- " });
  }
  return make([mark, { at: bare.end, text: ":" }], { colonAdded: true });
}

/** The word at the cursor, where it stands alone on its line but for dashes: a key without its colon, a value or an item. */
function bareWord(text: string, offset: number, line: Line, { inside, start }: LexicalContext) {
  const wordStart = inside === "plain" ? start : offset;
  if (wordStart < line.start) return undefined;
  const before = text.slice(line.start, wordStart);
  if (!/^\s*(?:-\s+)*$/.test(before)) return undefined;
  const [word = ""] = /^(?:(?!\s#|:(?:\s|$)).)*/.exec(text.slice(wordStart, line.end)) ?? [];
  const end = Math.max(offset, wordStart + word.trimEnd().length);
  if (text.slice(end, line.end).trimStart().startsWith(":")) return undefined;
  const dashed = before.includes("-");
  return { end, dashed, empty: word.trim() === "", continued: dashed && isContinued(text, line.end, before.length) };
}

/** Whether the lines below go on with keys of the item that begins on this line. */
function isContinued(text: string, lineEnd: number, column: number): boolean {
  const next = nextLine(text, lineEnd);
  return indentOf(next) === column && !/^\s*-(?:\s|$)/.test(next);
}

/** The next line on which something but a comment stands. */
function nextLine(text: string, lineEnd: number): string {
  return /\n[^\S\n]*[^\s#][^\n]*/.exec(text.slice(lineEnd))?.[0].slice(1) ?? "";
}

/** Whether a blank line of an indentation stands among the items of a list, and not among the keys of a mapping. */
function standsInList(text: string, lineStart: number, indent: number): boolean {
  let items = false;
  for (const line of text.slice(0, lineStart).split("\n").reverse()) {
    if (line.trim() === "" || line.trimStart().startsWith("#") || indentOf(line) > indent) continue;
    if (indentOf(line) < indent) {
      // The content of an item may begin on the line of its dash, as a list of its own.
      return items;
    }
    if (!/^\s*-(?:\s|$)/.test(line)) return false;
    items = true;
  }
  return items;
}

function indentOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

/** Whether something else stands behind the cursor, which a word put there would run into. */
function isBeforeOther(text: string, offset: number, lineEnd: number, { inside, end, flow }: LexicalContext): boolean {
  // A block scalar goes on behind the cursor.
  if (inside === "block-scalar") return text.slice(offset, end).trim() !== "";
  if (inside !== "between") return false;
  const rest = text.slice(offset, lineEnd);
  if (flow === 0)
    return /^(?:\S|\s+[^\s#])/.test(rest) || hasValueBelow(text, offset, lineEnd) || splits(text, offset, lineEnd);
  if (/^[^\s,\]}]/.test(rest)) return true;
  // After `key:` the next word is its value already, unless it is the next key.
  return /:\s*$/.test(text.slice(0, offset)) && /^\s*[^\s,\]}#]/.test(rest) && !/^[^,\]}[{]*:(?:\s|$)/.test(rest);
}

/** Whether a word at the cursor, on a blank line or before a comment, would cut what stands above from what goes on below. */
function splits(text: string, offset: number, lineEnd: number): boolean {
  const { start } = lineAt(text, offset);
  const column = offset - start;
  if (text.slice(start, offset).trim() !== "" || indentOf(nextLine(text, lineEnd)) <= column) return false;
  const above = text.slice(0, start).split("\n");
  return indentOf(above.findLast((line) => /^\s*[^\s#]/.test(line)) ?? "") > column;
}

/** Whether the cursor stands behind a `key:` whose value begins on a line below. */
function hasValueBelow(text: string, offset: number, lineEnd: number): boolean {
  const before = text.slice(lineAt(text, offset).start, offset);
  if (!/:\s*$/.test(before)) return false;
  const column = /^(?:\s|-\s)*/.exec(before)?.[0].length ?? 0;
  const next = nextLine(text, lineEnd);
  return indentOf(next) > column || (indentOf(next) === column && /^\s*-(?:\s|$)/.test(next));
}

/** Whether the cursor stands apart, with another entry behind it. */
function isGap(text: string, offset: number, { inside }: LexicalContext): boolean {
  if (inside !== "between") return false;
  const next = /\S/.exec(text.slice(offset));
  return next !== null && next.index > 0 && !/[,\]}#]/.test(next[0]);
}

function endOfWord(text: string, offset: number, lineEnd: number, flow: number): number {
  const rest = text.slice(offset, lineEnd);
  const stop = flow > 0 ? rest.search(/[,\]}]/) : -1;
  return offset + (stop === -1 ? rest.trimEnd().length : stop);
}

function insertAll(text: string, insertions: readonly Insertion[]) {
  let made = "";
  let last = 0;
  for (const { at, text: added } of insertions) {
    made += text.slice(last, at) + added;
    last = at;
  }
  made += text.slice(last);
  const original = (offset: number): number => {
    let mapped = offset;
    let shift = 0;
    for (const { at, text: added } of insertions) {
      const from = at + shift;
      if (offset >= from + added.length) mapped -= added.length;
      else if (offset > from) mapped -= offset - from;
      shift += added.length;
    }
    return mapped;
  };
  return { text: made, at: made.indexOf(placeholder), original };
}
