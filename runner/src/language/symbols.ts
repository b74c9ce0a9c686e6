import { type Document, isMap, isNode, isScalar, isSeq, type Node } from "yaml";
import { composed } from "./composed.ts";
import { aroundOf, writtenText } from "./document-around.ts";
import type { EditedFile } from "./edits.ts";
import { kindByName } from "./place-in-document.ts";

/** A part of a file for its outline. Offsets; the selection (the name) lies inside, and so do the children. */
export interface DocumentSymbol {
  readonly name: string;
  /** A few words beside the name; empty where there is nothing to say, and for what connections hold. */
  readonly detail: string;
  readonly kind: "document" | "field" | "group" | "list" | "value";
  readonly start: number;
  readonly end: number;
  readonly selection: { readonly start: number; readonly end: number };
  readonly children: readonly DocumentSymbol[];
}

/** Deeper than anybody looks in an outline. */
const deepest = 6;
const longestDetail = 60;

/** The outline of a file: its documents and what they hold, as far as they can be read. */
export function symbols(file: EditedFile): readonly DocumentSymbol[] {
  return composed(file.text).flatMap((document) => documentSymbol(file, document) ?? []);
}

function documentSymbol(file: EditedFile, document: Document.Parsed): DocumentSymbol | undefined {
  const { contents } = document;
  if (!isMap(contents) || contents.items.length === 0) return undefined;
  const around = aroundOf(document);
  const kind = around.text(["kind"]) ?? kindByName(file.path) ?? "";
  const name = around.text(["name"]) ?? around.text(["organization"]) ?? kind;
  const named = contents.items.find(({ key }) => isScalar(key) && writtenText(key) === "name");
  const selected = rangeOf(named?.value) ?? rangeOf(contents.items[0]?.key) ?? [contents.range[0], contents.range[0]];
  // What a connection is set to may be a secret: its name is all that is shown.
  const children = childrenOf(file.text, contents, { fields: kind === "Template", values: kind !== "Connections", depth: 1 });
  return within({
    name: name === "" ? "…" : name,
    detail: kind === name ? "" : kind,
    kind: "document",
    start: contents.range[0],
    end: contents.range[1],
    selection: { start: selected[0], end: selected[1] },
    children,
  });
}

interface Style {
  /** Whether the children of `fields` are fields. */
  readonly fields: boolean;
  /** Whether values are shown. */
  readonly values: boolean;
  readonly depth: number;
}

function childrenOf(text: string, node: unknown, style: Style): readonly DocumentSymbol[] {
  if (style.depth > (style.values ? deepest : 2)) return [];
  const below = { ...style, fields: false, depth: style.depth + 1 };
  if (isMap(node)) {
    return node.items.flatMap(({ key, value }) => {
      const at = rangeOf(key);
      if (!isScalar(key) || at === undefined) return [];
      const name = writtenText(key);
      const isFields = style.fields && style.depth === 1 && name === "fields";
      const part = symbolOf(text, name, at, value, isFields ? { ...below, fields: true } : below);
      return [style.fields && style.depth === 2 ? { ...part, kind: "field" as const, children: [] } : part];
    });
  }
  if (!isSeq(node)) return [];
  return node.items.flatMap((item, index) => {
    const at = rangeOf(item);
    if (at === undefined) return [];
    if (isScalar(item)) return [symbolOf(text, writtenText(item), at, null, below)];
    // A condition of a filter is an entry with one key: the key says it all.
    if (isMap(item) && item.items.length === 1) return childrenOf(text, item, style);
    const first = isMap(item) ? rangeOf(item.items[0]?.key) : undefined;
    return [symbolOf(text, nameOf(item) ?? String(index + 1), first ?? [at[0], at[0]], item, below)];
  });
}

function symbolOf(
  text: string,
  name: string,
  [start, end]: readonly [number, number],
  value: unknown,
  style: Style,
): DocumentSymbol {
  return within({
    name: name.trim() === "" ? "…" : name,
    detail: style.values ? detailOf(value) : "",
    kind: isMap(value) ? "group" : isSeq(value) ? "list" : "value",
    start,
    end: rangeOf(value)?.[1] ?? end,
    selection: { start, end },
    children: childrenOf(text, value, style),
  });
}

/** What an entry of a list is called: the field that it selects or tests, else the value of its first key. */
function nameOf(item: unknown): string | undefined {
  if (!isMap(item)) return undefined;
  const [first] = item.items;
  if (!isScalar(first?.key)) return undefined;
  return isScalar(first.value) ? writtenText(first.value) : writtenText(first.key);
}

function detailOf(value: unknown): string {
  if (isScalar(value)) {
    const text = value.value === null ? "" : writtenText(value).replace(/\s+/g, " ").trim();
    return text.length > longestDetail ? `${text.slice(0, longestDetail - 1)}…` : text;
  }
  if (isSeq(value)) return `${value.items.length}`;
  if (!isMap(value)) return "";
  const type = value.items.find(({ key }) => isScalar(key) && writtenText(key) === "type")?.value;
  return isScalar(type) ? writtenText(type) : "";
}

function rangeOf(node: unknown): readonly [number, number] | undefined {
  const range = isNode(node) ? (node as Node).range : undefined;
  return range == null ? undefined : [range[0], range[1]];
}

/** Editors refuse a selection or a child that sticks out; in a broken text some do. */
function within(symbol: DocumentSymbol): DocumentSymbol {
  const start = Math.min(symbol.start, symbol.selection.start, ...symbol.children.map((child) => child.start));
  const end = Math.max(symbol.end, symbol.selection.end, ...symbol.children.map((child) => child.end));
  return { ...symbol, start, end };
}
