import { isMap, isScalar, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import { writtenText } from "../document-around.ts";
import type { TextEdit } from "../edits.ts";
import { scalarText } from "../yaml-text.ts";
import type { WrittenPair } from "./spot.ts";

/** A scalar or key with another text, in the quotes that it had. */
export function replaceScalar(node: Node, value: string | number | boolean, flow: boolean): TextEdit {
  const quote = isScalar(node) && typeof value === "string" ? quoteOf(node.type) : undefined;
  return replaceNode(node, scalarText(value, { flow, quote }));
}

/** A node with the text of another in its place. */
export function replaceNode(node: Node, text: string): TextEdit {
  const [start, end] = rangeOf(node);
  // A block scalar ends behind its last line.
  const isBlock = isScalar(node) && node.type?.startsWith("BLOCK");
  return { start, end, text: isBlock ? `${text}\n` : text };
}

function quoteOf(type: string | undefined): '"' | "'" | undefined {
  if (type === "QUOTE_DOUBLE") return '"';
  return type === "QUOTE_SINGLE" ? "'" : undefined;
}

/** A mapping without some of its pairs; undefined where none would be left, but in `{ }`. */
export function removePairs(text: string, map: YAMLMap, pairs: readonly WrittenPair[]): readonly TextEdit[] | undefined {
  const all = map.items as unknown as readonly WrittenPair[];
  const kept = all.filter((pair) => !pairs.includes(pair));
  if (kept.length === 0) return map.flow === true ? [replaceNode(map, "{}")] : undefined;
  // Neighbours go in one piece: the comma or the line break between them is to be removed once.
  const edits = neighbours(all, pairs).map((group) => {
    const [first, last] = [group[0]!, group.at(-1)!];
    const [start, end] = [rangeOf(first.key)[0], endOf(text, last)];
    if (map.flow !== true) return removeLines(text, start, end, nextStart(all, last));
    return removeBetweenCommas(text, start, end, map);
  });
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}

/** The chosen ones in the order of all, together where nothing stands between them. */
function neighbours(all: readonly WrittenPair[], chosen: readonly WrittenPair[]): readonly (readonly WrittenPair[])[] {
  const groups: WrittenPair[][] = [];
  for (const [index, pair] of all.entries()) {
    if (!chosen.includes(pair)) continue;
    if (index > 0 && chosen.includes(all[index - 1]!)) groups.at(-1)!.push(pair);
    else groups.push([pair]);
  }
  return groups;
}

/** A list without one of its entries; undefined where none would be left. */
export function removeEntry(text: string, list: YAMLSeq, entry: Node): readonly TextEdit[] | undefined {
  if (list.items.length < 2) return undefined;
  const [start, end] = rangeOf(entry);
  if (list.flow === true) return [removeBetweenCommas(text, start, end, list)];
  const line = lineStart(text, start);
  return /^\s*-\s+$/.test(text.slice(line, start)) ? [cut(text, line, trimmedEnd(text, end))] : undefined;
}

/**
 * A mapping with one more pair, behind those whose keys come before it in `order`; undefined for a pair alone in a list, which
 * has no braces. `value` is YAML on one line.
 */
export function addPair(
  text: string,
  map: YAMLMap,
  key: string,
  value: string,
  order: readonly string[] = [],
): TextEdit | undefined {
  const flow = map.flow === true;
  const written = `${scalarText(key, { flow })}: ${value}`;
  const pairs = map.items as unknown as readonly WrittenPair[];
  const rank = order.indexOf(key);
  const before = pairs.findLast((pair) => order.indexOf(writtenText(pair.key)) < rank && rank !== -1);
  if (flow && text[rangeOf(map)[0]] !== "{") return undefined;
  if (flow) return addInFlow(text, map, before ?? pairs.at(-1), written);
  const [first] = pairs;
  const mapStart = first === undefined ? rangeOf(map)[0] : rangeOf(first.key)[0];
  const line = text.slice(lineStart(text, mapStart), mapStart);
  const indent = " ".repeat(/^(?:\s|-\s)*/.exec(line)?.[0].length ?? 0);
  // An anchor or a tag before the first key belongs to that key.
  if (rank !== -1 && before === undefined && indent.length === line.length)
    return { start: mapStart, end: mapStart, text: `${written}\n${indent}` };
  const last = before ?? pairs.at(-1);
  const at = lineEnd(text, last === undefined ? mapStart : endOf(text, last));
  return { start: at, end: at, text: `\n${indent}${written}` };
}

function addInFlow(text: string, map: YAMLMap, before: WrittenPair | undefined, written: string): TextEdit {
  if (before === undefined) return replaceNode(map, `{ ${written} }`);
  const at = endOf(text, before);
  return { start: at, end: at, text: `, ${written}` };
}

/** A key that has no value yet with one; undefined where an anchor or a tag waits for it. `value` is YAML on one line. */
export function giveValue(text: string, pair: WrittenPair, value: string): TextEdit | undefined {
  if (isScalar(pair.value) && (pair.value.anchor !== undefined || pair.value.tag !== undefined)) return undefined;
  const at = endOf(text, pair);
  return { start: at, end: at, text: text[at - 1] === ":" ? ` ${value}` : `: ${value}` };
}

/** A list with more entries at its end. `values` are YAML on one line. */
export function addEntries(text: string, list: YAMLSeq, values: readonly string[]): TextEdit {
  const last = list.items.at(-1) as Node | undefined;
  if (last === undefined) return replaceNode(list, `[${values.join(", ")}]`);
  const end = trimmedEnd(text, rangeOf(last)[1]);
  if (list.flow === true) return { start: end, end, text: `, ${values.join(", ")}` };
  const [start] = rangeOf(list);
  const indent = " ".repeat(start - lineStart(text, start));
  const at = lineEnd(text, end);
  return { start: at, end: at, text: values.map((value) => `\n${indent}- ${value}`).join("") };
}

/** The pairs of some keys. */
export function pairsOf(map: unknown, ...keys: readonly string[]): readonly WrittenPair[] {
  if (!isMap(map)) return [];
  const pairs = map.items as unknown as readonly WrittenPair[];
  return pairs.filter(({ key }) => isScalar(key) && keys.includes(writtenText(key)));
}

/** Where a pair's text ends: behind its value, or behind the colon where it has none. */
function endOf(text: string, { key, value }: WrittenPair): number {
  const [, keyEnd] = rangeOf(key);
  const [, end] = value == null ? [0, 0] : rangeOf(value);
  if (end > keyEnd) return trimmedEnd(text, end);
  return keyEnd + (/^\s*:/.exec(text.slice(keyEnd))?.[0].length ?? 0);
}

function rangeOf(node: Node): readonly [number, number] {
  return [node.range?.[0] ?? 0, node.range?.[1] ?? 0];
}

function nextStart(pairs: readonly WrittenPair[], pair: WrittenPair): number | undefined {
  const next = pairs[pairs.indexOf(pair) + 1];
  return next && rangeOf(next.key)[0];
}

/** Whole lines; where something else stands before it on its line (`- `), what follows takes its place. */
function removeLines(text: string, start: number, end: number, next: number | undefined): TextEdit | undefined {
  const line = lineStart(text, start);
  if (text.slice(line, start).trim() === "") return cut(text, line, end);
  return next === undefined ? undefined : { start, end: next, text: "" };
}

function cut(text: string, start: number, end: number): TextEdit {
  const lineBreak = text.indexOf("\n", end);
  if (lineBreak !== -1) return { start, end: lineBreak + 1, text: "" };
  return { start: Math.max(0, start - 1), end: text.length, text: "" };
}

/** With the comma behind it, or before it at the end. */
function removeBetweenCommas(text: string, start: number, end: number, around: Node): TextEdit {
  const [, outerEnd] = rangeOf(around);
  const behind = /^\s*,[^\S\n]*/.exec(text.slice(end, outerEnd))?.[0];
  if (behind !== undefined && !/^\s*[}\]]/.test(text.slice(end + behind.length, outerEnd))) {
    return { start, end: end + behind.length, text: "" };
  }
  const before = /,\s*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return { start: start - before, end, text: "" };
}

function trimmedEnd(text: string, end: number): number {
  return text.slice(0, end).trimEnd().length;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Before the line break, which may be two characters. */
function lineEnd(text: string, offset: number): number {
  const lineBreak = text.indexOf("\n", offset);
  const end = lineBreak === -1 ? text.length : lineBreak;
  return end > offset && text[end - 1] === "\r" ? end - 1 : end;
}
