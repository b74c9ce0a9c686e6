import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import type { Range } from "../errors/diagnostic.ts";
import { composeYaml } from "./compose-yaml.ts";
import type { SourceText } from "./source-text.ts";

/** The way to a value: keys and positions. */
export type Path = readonly (string | number)[];

/**
 * The documents of one file as nodes, for places. They are not kept after loading: somebody who asks for a place, nearly
 * always because something is wrong there, has the file parsed once more (ten thousand sound extracts would hold 300 MB).
 */
export class FileNodes {
  readonly source: SourceText;
  #documents: readonly Document.Parsed[] | undefined;

  constructor(source: SourceText) {
    this.source = source;
  }

  document(index: number): Document.Parsed | undefined {
    this.#documents ??= composeYaml(this.source.text).documents;
    return this.#documents[index];
  }

  /** Lets go of what was parsed for places. */
  release(): void {
    this.#documents = undefined;
  }
}

/** Places in one document. */
export class DocumentPlaces {
  readonly #nodes: FileNodes;
  readonly #index: number;

  constructor(nodes: FileNodes, index: number) {
    this.#nodes = nodes;
    this.#index = index;
  }

  get file(): string {
    return this.#nodes.source.file;
  }

  /** The text of the whole file. */
  get text(): string {
    return this.#nodes.source.text;
  }

  /** Lets go of what was parsed for places; the next that is asked for has the file parsed again. */
  release(): void {
    this.#nodes.release();
  }

  /** The place of a value; of the nearest thing around it where there is none. */
  rangeOf(path: Path): Range {
    const { node, key, rest } = this.#find(path);
    return this.#range(rest === 0 ? (node ?? key) : (key ?? node));
  }

  /** The place of a key; for a list item the item's. */
  keyRangeOf(path: Path): Range {
    const { node, key } = this.#find(path);
    return this.#range(key ?? node);
  }

  /** Follows a path as far as it goes. `rest`: how many steps were left. */
  #find(path: Path): { node: Node | undefined; key: Node | undefined; rest: number } {
    const document = this.#nodes.document(this.#index);
    let node: Node | undefined = resolve(document, document?.contents ?? undefined);
    let key = firstKey(node);
    for (const [index, step] of path.entries()) {
      const next = child(node, step);
      if (next === undefined) return { node, key, rest: path.length - index };
      key = next.key ?? next.value;
      node = resolve(document, next.value);
    }
    return { node, key, rest: 0 };
  }

  #range(node: Node | undefined): Range {
    const [start, end] = node?.range ?? this.#nodes.document(this.#index)?.range ?? [0, 0];
    return this.#nodes.source.range(start, end);
  }
}

function child(node: Node | undefined, step: string | number): { key?: Node; value: Node | undefined } | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(step)];
    return value === undefined ? undefined : { value: value as Node };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.findLast((item) => isScalar(item.key) && String(item.key.value) === String(step)) as
    | Pair<Node, Node | null>
    | undefined;
  return pair === undefined ? undefined : { key: pair.key, value: pair.value ?? undefined };
}

function firstKey(node: Node | undefined): Node | undefined {
  return isMap(node) ? (node.items[0]?.key as Node | undefined) : undefined;
}

function resolve(document: Document.Parsed | undefined, node: Node | undefined): Node | undefined {
  return isAlias(node) && document !== undefined ? node.resolve(document) : node;
}
