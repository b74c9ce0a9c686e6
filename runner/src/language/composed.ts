import { type Document, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from "yaml";
import { composeYaml } from "../load/compose-yaml.ts";
import type { Path } from "../load/document-places.ts";
import { writtenText } from "./document-around.ts";

const kept = new Map<string, readonly Document.Parsed[]>();
const mostKept = 4;

/**
 * The documents of a text as nodes, however broken. The last few are kept: an editor asks hover, outline and lenses of the same
 * text, one after the other.
 */
export function composed(text: string): readonly Document.Parsed[] {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const { documents } = composeYaml(text);
  const [oldest] = kept.keys();
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
  kept.set(text, documents);
  return documents;
}

/** A word of a document: a key, the value of a key, or an item of a list. Offsets are those of the file. */
export interface Word {
  readonly text: string;
  readonly path: Path;
  readonly role: "key" | "value" | "item";
  readonly node: Scalar;
  readonly start: number;
  readonly end: number;
}

/** All words of a document, in the order in which they are written. */
export function* wordsOf(document: Document.Parsed): Generator<Word> {
  yield* wordsBelow(document.contents, [], "value");
}

/** The word that touches an offset, and its document; of two that do, the one that begins there. */
export function wordAt(text: string, offset: number): { readonly document: Document.Parsed; readonly word: Word } | undefined {
  for (const document of composed(text)) {
    if (offset < document.range[0] || offset > document.range[2]) continue;
    let found: Word | undefined;
    for (const word of wordsBelow(document.contents, [], "value", offset)) {
      if (word.start <= offset && offset <= word.end) found = word;
    }
    if (found !== undefined) return { document, word: found };
  }
  return undefined;
}

/** The pair of a mapping by its key; of two the last, as documents are read. */
export function pairOf(node: unknown, key: string | number): Pair<Node, Node | null> | undefined {
  if (!isMap(node)) return undefined;
  return node.items.findLast((item) => isScalar(item.key) && writtenText(item.key) === String(key)) as
    | Pair<Node, Node | null>
    | undefined;
}

function* wordsBelow(node: unknown, path: Path, role: Word["role"], offset?: number): Generator<Word> {
  if (offset !== undefined && !touches(node, offset)) return;
  if (isScalar(node)) {
    const [start, end] = node.range ?? [0, 0];
    if (end > start) yield { text: writtenText(node), path, role, node, start, end };
  } else if (isMap(node)) {
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const below = [...path, writtenText(key)];
      yield* wordsBelow(key, below, "key", offset);
      yield* wordsBelow(value, below, "value", offset);
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) yield* wordsBelow(item, [...path, index], "item", offset);
  }
}

function touches(node: unknown, offset: number): boolean {
  const range = (node as Node | null | undefined)?.range;
  return range != null && range[0] <= offset && offset <= range[1];
}
