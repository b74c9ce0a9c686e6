import { type Document, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import type { Range } from "../../errors/diagnostic.ts";
import type { Path } from "../../load/document-places.ts";
import { composed } from "../composed.ts";
import { writtenText } from "../document-around.ts";

/** A pair as it was written: both are nodes with places. */
export type WrittenPair = Pair<Scalar, Node | null>;

/** What stands where a finding is. */
export interface Spot {
  readonly document: Document.Parsed;
  /** To the key or value that the finding is about. */
  readonly path: Path;
  /** Whether the finding begins at the key, and not at its value. */
  readonly atKey: boolean;
  /** The value: of the key, or the entry of the list. */
  readonly value: Node | null;
  /** Where the value stands under a key: the pair, and the mapping that holds it. */
  readonly pair?: WrittenPair;
  readonly map?: YAMLMap;
  /** Where it is an entry of a list. */
  readonly list?: YAMLSeq;
  /** Inside `[ ]` or `{ }`. */
  readonly flow: boolean;
}

/** Finds what a finding is about by its place; undefined when the text has changed since. Of two that fit the inner one. */
export function spotAt(text: string, { start, end }: Range): Spot | undefined {
  let found: Spot | undefined;
  for (const document of composed(text)) {
    for (const spot of spotsOf(document)) {
      const node = spot.atKey ? spot.pair?.key : spot.value;
      if (node?.range?.[0] !== start.offset) continue;
      if (endOnLine(text, node.range[0], node.range[1]) === end.offset) found = spot;
    }
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The spot of a path in a document. */
export function spotOf(document: Document.Parsed, path: Path): Spot | undefined {
  const wanted = path.join("\0");
  return [...spotsOf(document)].findLast((spot) => !spot.atKey && spot.path.join("\0") === wanted);
}

function* spotsOf(document: Document.Parsed): Generator<Spot> {
  const { contents } = document;
  if (contents !== null) yield { document, path: [], atKey: false, value: contents, flow: false };
  yield* below(document, contents, [], false);
}

function* below(document: Document.Parsed, node: unknown, path: Path, outer: boolean): Generator<Spot> {
  if (isMap(node)) {
    const flow = outer || node.flow === true;
    for (const item of node.items) {
      const pair = item as WrittenPair;
      if (!isScalar(pair.key)) continue;
      const spot = { document, path: [...path, writtenText(pair.key)], value: pair.value, pair, map: node, flow };
      yield { ...spot, atKey: true };
      yield { ...spot, atKey: false };
      yield* below(document, pair.value, spot.path, flow);
    }
  } else if (isSeq(node)) {
    const flow = outer || node.flow === true;
    for (const [index, item] of node.items.entries()) {
      const spot = { document, path: [...path, index], atKey: false, value: item as Node, list: node, flow };
      yield spot;
      yield* below(document, item, spot.path, flow);
    }
  }
}

/** Findings end at the latest with the line in which they start. */
function endOnLine(text: string, start: number, end: number): number {
  const lineEnd = text.indexOf("\n", start);
  return Math.max(start, Math.min(end, lineEnd === -1 ? text.length : lineEnd));
}
