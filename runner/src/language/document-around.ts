import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Scalar } from "yaml";
import type { Path } from "../load/document-places.ts";
import type { PlainValue } from "../load/read-value.ts";
import { placeholder } from "./placeholder.ts";

/** A document that may be unsound, read by path. What can't be read is undefined. */
export interface DocumentAround {
  /** A scalar as text. */
  text(path: Path): string | undefined;
  /** The keys of a mapping, as written; none where there is no mapping. The word at the cursor is left out. */
  keys(path: Path): readonly string[];
  /** The items of a list; their texts, or the node's for other things. The word at the cursor is left out. */
  items(path: Path): readonly ItemAround[];
  /** What stands at a path as a plain value, as far as it can be read; the word at the cursor included. */
  value(path: Path): PlainValue | undefined;
  /** What stands at a path. */
  shape(path: Path): "map" | "list" | "scalar" | "nothing";
}

/** An item of the list around the cursor. */
export interface ItemAround {
  readonly index: number;
  /** Undefined for a mapping or list. */
  readonly text: string | undefined;
}

/** Reads a document that was composed, sound or not. A placeholder in it is the cursor. */
export function aroundOf(document: Document.Parsed): DocumentAround {
  const nodeAt = (path: Path): Node | undefined => {
    let node: unknown = document.contents;
    for (const step of path) {
      if (isAlias(node)) node = node.resolve(document);
      if (isMap(node)) node = node.items.find(({ key }) => isScalar(key) && writtenText(key) === String(step))?.value;
      else if (isSeq(node)) node = node.items[Number(step)];
      else return undefined;
    }
    if (isAlias(node)) node = node.resolve(document);
    return isNode(node) ? node : undefined;
  };
  const plainAt = (path: Path): PlainValue | undefined => {
    const node = nodeAt(path);
    return node === undefined ? undefined : plainOf(node);
  };
  let whole: { readonly value: PlainValue | undefined } | undefined;
  return {
    text: (path) => {
      const node = nodeAt(path);
      return isScalar(node) && node.value !== null ? writtenText(node) : undefined;
    },
    keys: (path) => {
      const node = nodeAt(path);
      if (!isMap(node)) return [];
      return node.items.flatMap(({ key }) => (isScalar(key) && !isCursor(key) ? [writtenText(key)] : []));
    },
    items: (path) => {
      const node = nodeAt(path);
      if (!isSeq(node)) return [];
      return node.items.flatMap((item, index): ItemAround[] => {
        if (isScalar(item)) return isCursor(item) ? [] : [{ index, text: writtenText(item) }];
        return [{ index, text: undefined }];
      });
    },
    value: (path) => {
      if (path.length > 0) return plainAt(path);
      whole ??= { value: plainAt(path) };
      return whole.value;
    },
    shape: (path) => {
      const node = nodeAt(path);
      if (isMap(node)) return "map";
      if (isSeq(node)) return "list";
      return isScalar(node) && node.value !== null && writtenText(node) !== "" ? "scalar" : "nothing";
    },
  };
}

function isCursor(node: Scalar): boolean {
  return String(node.source ?? node.value).includes(placeholder);
}

/** What a scalar says, as written but for its quotes. */
export function writtenText(node: Scalar): string {
  const text = typeof node.value === "string" ? node.value : (node.source ?? String(node.value ?? ""));
  return text.replace(placeholder, "");
}

/** A node as a plain value. Aliases are left out: what is asked for here is never behind one in a document of ours. */
function plainOf(node: unknown): PlainValue {
  if (isSeq(node)) return node.items.map(plainOf);
  if (isMap(node)) {
    const pairs = node.items.flatMap(({ key, value }) => (isScalar(key) ? [[writtenText(key), plainOf(value)] as const] : []));
    // Without a prototype, as the documents that are loaded: a field named `constructor` is a field like any other.
    return Object.assign(Object.create(null), Object.fromEntries(pairs));
  }
  if (!isScalar(node)) return null;
  return typeof node.value === "string" ? writtenText(node) : (node.value as PlainValue);
}
