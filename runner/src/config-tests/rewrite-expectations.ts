import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isSeq,
  type Node,
  parseAllDocuments,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Plan } from "../compile/plan.ts";
import { scalarText } from "../language/yaml-text.ts";
import type { ResolvedTest } from "../load/project-documents.ts";
import { compareRows, type RowPair } from "./compare-rows.ts";
import { type Cell, fileRows } from "./file-rows.ts";
import type { Written } from "./write-file.ts";

/** A change of a text: what stands from `start` to `end` becomes `text`. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A file of tests in which one expects what was written: rows, columns and count. Only what differs is written anew, so comments
 * and the rest of the text stay. Undefined where anchors or aliases stand in the way.
 */
export function rewriteExpectations(
  text: string,
  { name, document }: ResolvedTest,
  plan: Plan,
  written: Written,
): string | undefined {
  const found = parseAllDocuments(text).find((one) => one.get("kind") === "Test" && one.get("name") === name);
  const expect = found?.get("expect", true);
  if (found === undefined || !isMap(expect) || hasAlias(expect)) return undefined;
  const { rows, columns, count } = document.value.expect;
  const edits: Edit[] = [];
  if (columns !== undefined) {
    const names = plan.columns.map((column) => scalarText(column.name, { flow: true }));
    edits.push(...replaced(expect.get("columns", true), `[${names.join(", ")}]`, text));
  }
  if (count !== undefined) edits.push(...replaced(expect.get("count", true), String(written.rows), text));
  if (rows !== undefined) {
    const seq = expect.get("rows", true);
    const pairs = compareRows(rows, fileRows(plan, written.contents));
    if (!isSeq(seq)) return undefined;
    const named = Object.keys(rows[0] ?? {});
    const shown = named.length > 0 ? named : plan.columns.map((column) => column.name);
    edits.push(...(isBlock(seq) ? blockEdits(seq, pairs, shown, text) : [wholeEdit(seq, expect, pairs, shown, text)]));
  }
  return edits.sort((one, other) => other.start - one.start).reduce(apply, text);
}

/** Lines that come end as those of the text do. */
function apply(text: string, { start, end, text: replacement }: Edit): string {
  const lines = text.includes("\r\n") ? replacement.replaceAll("\n", "\r\n") : replacement;
  return text.slice(0, start) + lines + text.slice(end);
}

function hasAlias(node: Node): boolean {
  let found = false;
  visit(node, {
    Node: (_key, each) => {
      if (isAlias(each) || ("anchor" in each && each.anchor !== undefined)) found = true;
    },
  });
  return found;
}

/** Whether each item stands on lines of its own. */
function isBlock(seq: YAMLSeq): boolean {
  return seq.flow !== true && seq.items.length > 0;
}

/** In a list of lines: values that changed, lines that go, lines that come. */
function blockEdits(seq: YAMLSeq, pairs: readonly RowPair[], columns: readonly string[], text: string): Edit[] {
  const items = seq.items.filter(isNode);
  const ends = items.map((item) => lineEnd(text, contentEnd(item, text)));
  const starts = items.map((_, at) =>
    at === 0 ? lineStart(text, text.lastIndexOf("-", startOf(items[0]))) : (ends[at - 1] ?? 0),
  );
  const indent = text.slice(starts[0], text.indexOf("-", starts[0]));
  const edits: Edit[] = [];
  let place = starts[0] ?? 0;
  for (const { expected, actual, changed } of pairs) {
    if (expected === undefined && actual !== undefined) {
      edits.push({ start: place, end: place, text: `${indent}- ${rowText(actual.row, columns)}\n` });
      continue;
    }
    const at = expected?.at ?? 0;
    const [item, start = 0, end = 0] = [items[at], starts[at], ends[at]];
    place = end;
    if (actual === undefined) edits.push({ start, end, text: "" });
    else if (isMap(item)) edits.push(...changed.flatMap((column) => valueEdits(item, column, actual.row.get(column), text)));
  }
  // Lines that come at one place come in their order: edits are applied from the end.
  return merged(edits);
}

function merged(edits: readonly Edit[]): Edit[] {
  const result: Edit[] = [];
  for (const edit of edits) {
    const last = result.at(-1);
    if (last !== undefined && last.end === edit.start && (last.start === last.end || edit.start === edit.end)) {
      result[result.length - 1] = { start: last.start, end: edit.end, text: last.text + edit.text };
    } else result.push(edit);
  }
  return result;
}

function valueEdits(row: YAMLMap, column: string, cell: Cell | undefined, text: string): Edit[] {
  const pair = row.items.find(({ key }) => String(key) === column);
  return cell === undefined || !isNode(pair?.value) ? [] : replaced(pair.value, cellText(cell), text);
}

/** A list in brackets or without items, written anew. */
function wholeEdit(seq: YAMLSeq, expect: YAMLMap, pairs: readonly RowPair[], columns: readonly string[], text: string): Edit {
  const rows = pairs.flatMap(({ actual }) => (actual === undefined ? [] : [rowText(actual.row, columns)]));
  const start = startOf(seq);
  const end = contentEnd(seq, text);
  if (expect.flow === true || rows.length === 0) return { start, end, text: `[${rows.join(", ")}]` };
  const key = text.lastIndexOf("rows", start);
  const indent = `${" ".repeat(key - lineStart(text, key))}  - `;
  return { start: text.slice(0, start).trimEnd().length, end, text: rows.map((row) => `\n${indent}${row}`).join("") };
}

function rowText(row: ReadonlyMap<string, Cell>, columns: readonly string[]): string {
  const pairs = columns.flatMap((column) => {
    const cell = row.get(column);
    return cell === undefined ? [] : [`${scalarText(column, { flow: true })}: ${cellText(cell)}`];
  });
  return `{ ${pairs.join(", ")} }`;
}

function cellText({ value, digits }: Cell): string {
  if (digits !== undefined) return Number.isInteger(value) && !Number.isSafeInteger(value) ? JSON.stringify(digits) : digits;
  if (typeof value === "string") return scalarText(value, { flow: true });
  return JSON.stringify(value);
}

function replaced(node: unknown, replacement: string, text: string): Edit[] {
  if (!isNode(node)) return [];
  return [{ start: startOf(node), end: contentEnd(node, text), text: replacement }];
}

function startOf(node: Node | undefined): number {
  return node?.range?.[0] ?? 0;
}

/** Where a node's own text ends: a list of lines has the break after it, and comments, in its range. */
function contentEnd(node: Node, text: string): number {
  let end = startOf(node);
  visit(node as unknown as Document, {
    Scalar: (_key, scalar) => {
      end = Math.max(end, scalar.range?.[1] ?? 0);
    },
    Collection: (_key, collection) => {
      if (collection.flow === true) end = Math.max(end, collection.range?.[1] ?? 0);
    },
  });
  return text.slice(0, end).trimEnd().length;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** The beginning of the next line. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}
