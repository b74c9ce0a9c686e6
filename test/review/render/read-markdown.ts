/** A reader of the Markdown that comments are made of, written from the specifications (CommonMark 0.31, GFM) for these tests. */

/** What a reader of the comment gets: blocks in order, and in each what stands as code and what does not. */
export interface Block {
  readonly type: "comment" | "heading" | "paragraph" | "item" | "row" | "open" | "close" | "code";
  /** Cells of a row; one of everything else. */
  readonly cells: readonly Inline[];
}

export interface Inline {
  /** Everything outside of code, where words can mean something. */
  readonly active: string;
  readonly codes: readonly string[];
}

/** Errors: a line that is none of these blocks. */
export function readMarkdown(text: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.split(/\r\n|[\n\r]/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (line === "") continue;
    const fence = /^(`{3,})([^`]*)$/.exec(line);
    if (fence !== null) {
      const end = lines.findIndex((other, index) => index > at && closes(other, fence[1]!.length));
      if (end === -1) throw new Error(`A fence is never closed: ${line}`);
      blocks.push({ type: "code", cells: [{ active: "", codes: lines.slice(at + 1, end) }] });
      at = end;
    } else {
      blocks.push(readLine(line));
    }
  }
  return blocks;
}

function closes(line: string, length: number): boolean {
  const run = /^ {0,3}(`{3,})[ \t]*$/.exec(line)?.[1];
  return run !== undefined && run.length >= length;
}

function readLine(line: string): Block {
  if (/^<!-- datafeed-plan[ A-Za-z0-9%._!~*'()]*-->$/.test(line)) return { type: "comment", cells: [] };
  if (line === "</details>") return { type: "close", cells: [] };
  const summary = /^<details><summary>(.*)<\/summary>$/.exec(line);
  if (summary !== null) return { type: "open", cells: [readHtml(summary[1]!)] };
  if (line.startsWith("|")) return { type: "row", cells: cellsOf(line).map(readInline) };
  const heading = /^#{2,3} (.*)$/.exec(line);
  if (heading !== null) return { type: "heading", cells: [readInline(heading[1]!)] };
  const item = /^- (.*)$/.exec(line);
  const rest = item?.[1] ?? line;
  if (/^(?:[ \t>#|<+=~-]|\d{1,9}[.)]|[*_]{3}|\*[ \t]|:|\[)/.test(rest)) throw new Error(`A line begins another block: ${line}`);
  return { type: item === null ? "paragraph" : "item", cells: [readInline(rest)] };
}

/** A pipe ends a cell, within code as well, if no backslash stands before it; after two, programs differ. */
function cellsOf(line: string): readonly string[] {
  if (line.includes("\\|")) throw new Error(`A pipe after a backslash: ${line}`);
  return line.replace(/^\|/, "").replace(/\|$/, "").split("|");
}

/** Code spans are found first: a run of backticks up to the next one of the same length. */
function readInline(text: string): Inline {
  const codes: string[] = [];
  let active = "";
  for (let at = 0; at < text.length; ) {
    const html = /^<code>([^<]*)<\/code>/.exec(text.slice(at));
    const run = /^`+/.exec(text.slice(at))?.[0];
    if (html !== null) {
      codes.push(decode(html[1]!));
      if (/[`*_~|\\\][]/.test(html[1]!)) throw new Error(`Markdown within HTML: ${text}`);
      active += "\0";
      at += html[0].length;
    } else if (run !== undefined) {
      const end = endOf(text, at + run.length, run.length);
      if (end === -1) throw new Error(`A run of backticks is never closed: ${text}`);
      codes.push(text.slice(at + run.length, end));
      active += "\0";
      at = end + run.length;
    } else {
      active += text[at++];
    }
  }
  return { active, codes };
}

function endOf(text: string, from: number, length: number): number {
  for (const { 0: run, index } of text.slice(from).matchAll(/`+/g)) if (run.length === length) return from + index;
  return -1;
}

/** Within an HTML block nothing but tags and entities means anything. */
function readHtml(text: string): Inline {
  const codes: string[] = [];
  const active = text.replace(/<code>([^<>]*)<\/code>/g, (_all, inner: string) => {
    codes.push(decode(inner));
    return "\0";
  });
  return { active, codes };
}

function decode(html: string): string {
  if (/&(?!#\d+;)/.test(html)) throw new Error(`An ampersand: ${html}`);
  return html.replace(/&#(\d+);/g, (_all, number: string) => String.fromCodePoint(Number(number)));
}
