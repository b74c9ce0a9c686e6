import { isMap, isScalar, isSeq } from "yaml";
import { scalarText } from "../../../../runner/src/language.ts";
import { isList, isMapping, type Json } from "./json.ts";

/** No line that the form writes is longer, where a break can help it. */
export const widest = 120;

/** A value on one line, collections in `[ ]` and `{ }`, scalars so that they mean the same inside of these and outside. */
export function flowText(value: Json): string {
  if (isList(value)) return `[${value.map(flowText).join(", ")}]`;
  if (!isMapping(value)) return value === null ? "null" : scalarText(value, { flow: true });
  const pairs = Object.entries(value).map(([key, inner]) => `${flowText(key)}: ${flowText(inner)}`);
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

/**
 * What stands after `key:`, with what leads up to it: on the same line where it fits and is easily read there, else on lines of
 * its own.
 *
 * @param indent of the lines of its own, in spaces.
 * @param column up to which the line is taken already.
 */
export function valueText(value: Json, indent: number, column: number): string {
  const flow = flowText(value);
  if (!hasItems(value) || (!needsLines(value) && column + 1 + flow.length <= widest)) return ` ${flow}`;
  return `\n${blockText(value, indent)}`;
}

/** What stands after the dash of a list item: a mapping that holds collections begins on the dash's line. */
export function itemText(value: Json, dash: number): string {
  const flow = flowText(value);
  const opens = isMapping(value) && Object.values(value).some(hasItems);
  if (!hasItems(value) || (!opens && dash + 2 + flow.length <= widest)) return ` ${flow}`;
  return ` ${blockText(value, dash + 2).trimStart()}`;
}

/** A pair of a block mapping, indented, without the last line break. */
export function pairText(key: string, value: Json, indent: number): string {
  const head = `${" ".repeat(indent)}${flowText(key)}:`;
  return `${head}${valueText(value, indent + 2, head.length)}`;
}

/** A collection on lines of its own, without the last line break. */
function blockText(value: Json, indent: number): string {
  if (isList(value)) return value.map((item) => `${" ".repeat(indent)}-${itemText(item, indent)}`).join("\n");
  return Object.entries(value as Record<string, Json>)
    .map(([key, inner]) => pairText(key, inner, indent))
    .join("\n");
}

/** Filters of several conditions are read line by line: a list of mappings that hold collections. */
export function needsLines(value: Json): boolean {
  if (isList(value)) return value.some((item) => isMapping(item) && Object.values(item).some(hasItems));
  return isMapping(value) && Object.values(value).some(needsLines);
}

function hasItems(value: Json): boolean {
  return isList(value) ? value.length > 0 : isMapping(value) && Object.keys(value).length > 0;
}

/** The quote with which a scalar is written, for a new value in its place. */
export function quoteOf(node: unknown): '"' | "'" | undefined {
  if (!isScalar(node)) return undefined;
  return node.type === "QUOTE_DOUBLE" ? '"' : node.type === "QUOTE_SINGLE" ? "'" : undefined;
}

/** Whether a node is written with `[ ]` or `{ }`. */
export function isFlow(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.flow === true;
}
