import { type CST, type Document, isMap, isScalar, isSeq, type Node, type Pair, parseAllDocuments } from "yaml";
import { composeYaml } from "../../../../runner/src/language.ts";
import type { Json } from "./json.ts";

const options = {
  schema: "core",
  merge: false,
  stringKeys: true,
  uniqueKeys: true,
  prettyErrors: false,
  keepSourceTokens: true,
  logLevel: "silent",
} as const;

/** One thing that a person does asks for the same text again and again. */
const recent = new Map<string, readonly Document.Parsed[] | undefined>();
const mostRecent = 4;

/** The documents of a text as nodes that know their tokens; undefined when it can't be parsed. Nobody may change them. */
export function parseYaml(text: string): readonly Document.Parsed[] | undefined {
  if (recent.has(text)) return recent.get(text);
  const parsed = parse(text);
  const [oldest] = recent.keys();
  if (recent.size >= mostRecent && oldest !== undefined) recent.delete(oldest);
  recent.set(text, parsed);
  return parsed;
}

function parse(text: string): readonly Document.Parsed[] | undefined {
  // Looks for texts that are nested deeper than the parser bears.
  if (composeYaml(text).stopped !== undefined) return undefined;
  const documents = parseAllDocuments(text, options);
  return Array.isArray(documents) && documents.every(({ errors }) => errors.length === 0) ? documents : undefined;
}

/** What a document says, aliases followed. */
export function plainOf(document: Document.Parsed): Json {
  return document.toJS({ maxAliasCount: 100 }) as Json;
}

/** A pair of a mapping, or an item of a list, with its place. */
export interface Entry {
  /** Of a pair. */
  readonly key?: string;
  readonly keyNode?: Node;
  readonly node: Node | null;
  /** Where it begins: its dash, its key, or the value itself in `[ ]`. */
  readonly start: number;
  /** Where its value may begin: after the colon or dash; in `[ ]` where it begins. */
  readonly valueStart: number;
  /** The end of its last letter; comments after it are left out. */
  readonly end: number;
}

/** The entries of a mapping or list, in order; undefined where the tokens don't tell their places. */
export function entriesOf(node: Node): readonly Entry[] | undefined {
  const token = (node as { srcToken?: CST.Token }).srcToken;
  if (token === undefined || !("items" in token)) return undefined;
  const items = (token.items as readonly CST.CollectionItem[]).filter(
    (item) => item.key || item.value || item.sep || has(item),
  );
  if (isMap(node)) {
    if (items.length !== node.items.length) return undefined;
    return allOf(node.items.map((pair, at) => pairEntry(pair as Pair<Node, Node | null>, items[at]!)));
  }
  if (!isSeq(node) || items.length !== node.items.length) return undefined;
  return allOf(node.items.map((item, at) => itemEntry(item as Node, items[at]!, node.flow === true)));
}

function has(item: CST.CollectionItem): boolean {
  return item.start.some(({ type }) => type === "seq-item-ind");
}

function pairEntry(pair: Pair<Node, Node | null>, item: CST.CollectionItem): Entry | undefined {
  const { key, value } = pair;
  if (!isScalar(key) || item.key == null || item.start.some(({ type }) => type === "explicit-key-ind")) return undefined;
  const colon = item.sep?.find(({ type }) => type === "map-value-ind");
  const keyEnd = endOf(item.key);
  const valueStart = colon === undefined ? keyEnd : colon.offset + 1;
  return {
    key: String(key.value),
    keyNode: key,
    node: value,
    start: item.key.offset,
    valueStart,
    end: Math.max(valueStart, item.value == null ? 0 : endOf(item.value), endOfProps(item.sep)),
  };
}

function itemEntry(node: Node, item: CST.CollectionItem, flow: boolean): Entry | undefined {
  const dash = item.start.find(({ type }) => type === "seq-item-ind");
  const props = item.start.find(({ type }) => type === "anchor" || type === "tag");
  // `[a: 1]` is a mapping without braces.
  if (item.key != null || item.sep !== undefined || (dash === undefined) !== flow) return undefined;
  const start = dash?.offset ?? props?.offset ?? item.value?.offset;
  if (start === undefined) return undefined;
  const valueStart = dash === undefined ? start : start + 1;
  return { node, start, valueStart, end: Math.max(valueStart, item.value == null ? 0 : endOf(item.value)) };
}

function allOf<T>(list: readonly (T | undefined)[]): readonly T[] | undefined {
  return list.includes(undefined) ? undefined : (list as readonly T[]);
}

function endOfProps(tokens: readonly CST.SourceToken[] | undefined): number {
  const last = tokens?.findLast(({ type }) => type === "anchor" || type === "tag");
  return last === undefined ? 0 : last.offset + last.source.length;
}

/** The end of a token's last letter. */
function endOf(token: CST.Token): number {
  switch (token.type) {
    case "block-map":
    case "block-seq": {
      const last = token.items.findLast((item) => item.key || item.value || item.sep || has(item));
      return last === undefined ? token.offset : endOfItem(last);
    }
    case "flow-collection": {
      const close = token.end.find(({ type }) => type === "flow-map-end" || type === "flow-seq-end");
      return close === undefined ? token.offset : close.offset + 1;
    }
    case "block-scalar": {
      const head = token.props.reduce((sum, prop) => sum + ("source" in prop ? prop.source.length : 0), 0);
      return token.offset + head + token.source.trimEnd().length;
    }
    default:
      return "source" in token ? token.offset + token.source.length : token.offset;
  }
}

function endOfItem(item: CST.CollectionItem): number {
  if (item.value != null) return endOf(item.value);
  const sign =
    item.sep?.findLast(({ type }) => type === "map-value-ind") ?? item.start.find(({ type }) => type === "seq-item-ind");
  return Math.max(sign === undefined ? 0 : sign.offset + 1, item.key == null ? 0 : endOf(item.key), endOfProps(item.sep));
}
