import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Pair, type Scalar } from "yaml";
import { composeYaml } from "../load/compose-yaml.ts";
import type { Path } from "../load/document-places.ts";
import { type DocumentKind, documentKinds } from "../load/schemas.ts";
import { projectFile } from "../project/document-files.ts";
import { aroundOf, type DocumentAround, writtenText } from "./document-around.ts";
import { documentSliceAt } from "./document-slice.ts";
import type { EditedFile } from "./edits.ts";
import { type Line, lineAt } from "./line-at.ts";
import { type PlaceholderText, withPlaceholder } from "./placeholder.ts";

/** Where a cursor is in a document, however half-typed it may be. */
export interface PlaceInDocument {
  /** By `kind:`, else by the file's name. Undefined where neither says it. */
  readonly kind: DocumentKind | undefined;
  /** Whether the document says its kind itself. */
  readonly saysKind: boolean;
  /** Which document of the file. */
  readonly index: number;
  /** From the document's root to what is under the cursor, its own key or position included. */
  readonly path: Path;
  /** The path of the mapping or list around it. */
  readonly parent: Path;
  /** A bare word after a dash is an item, although it may become a key. */
  readonly role: "key" | "value" | "item";
  /** `block`: indentation; `flow`: inside `[ ]` or `{ }`; `text`: inside a block scalar (`|`), where nothing is offered. */
  readonly style: "block" | "flow" | "text";
  readonly typed: TypedText;
  /** The other keys of the mapping, for a key; the keys beside the value's own, for a value. */
  readonly siblings: readonly string[];
  /** For a key: whether its colon stands there already. */
  readonly hasColon: boolean;
  /** Whether nothing but white space stands before the cursor's word on its line. */
  readonly ownLine: boolean;
  /** The column of the first letter on the line, in spaces; what is added below is indented by it. */
  readonly indent: number;
  /** What has to be written before anything that is put there: a space after `key:`, or the dash of a new item. */
  readonly prefix: "" | " " | "- ";
  /** What has to be written after it: the comma before another entry. */
  readonly suffix: "" | ",";
  /** The rest of the document as far as it could be read. */
  readonly around: DocumentAround;
}

/** What is written at the cursor: offsets in the file, on one line, around the quotes; the text is without them. */
export interface TypedText {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly quote?: '"' | "'";
}

/** Finds out where a cursor is; undefined in a comment, on punctuation, and where the text makes no sense. */
export function placeInDocument(file: EditedFile, offset: number): PlaceInDocument | undefined {
  const insideLineBreak = offset > 0 && file.text.startsWith("\r\n", offset - 1);
  if (insideLineBreak) return undefined;
  const slice = documentSliceAt(file.text, offset);
  const text = file.text.slice(slice.start, slice.end);
  const at = offset - slice.start;
  if (/^(?:---|\.\.\.)/.test(text) && at <= 3) return undefined;
  const prepared = withPlaceholder(text, at);
  const document = prepared && composeYaml(prepared.text).documents[0];
  if (prepared === undefined || document === undefined) return undefined;
  const found = findNode(document, prepared.at);
  if (found === undefined) return undefined;
  const around = aroundOf(document);
  const kind = kindOf(file.path, around);
  const line = lineAt(text, at);
  const typed = typedText(found.node, prepared, line);
  if (typed === undefined || at < typed.start || typed.end < at) return undefined;
  const { path, role } = roleOf(found, prepared);
  const parent = path.slice(0, -1);
  return {
    ...kind,
    index: slice.index,
    path,
    parent,
    role,
    style: found.node.type?.startsWith("BLOCK") ? "text" : found.flow ? "flow" : "block",
    typed: { ...typed, start: typed.start + slice.start, end: typed.end + slice.start },
    siblings: role === "item" ? [] : around.keys(parent).filter((key) => key !== path.at(-1)),
    hasColon: role === "key" && !prepared.colonAdded && found.pair?.value !== null,
    ownLine: text.slice(line.start, typed.start).trim() === "",
    indent: /^ */.exec(text.slice(line.start, line.end))?.[0].length ?? 0,
    prefix: prepared.prefix,
    suffix: prepared.suffix,
    around,
  };
}

interface FoundNode {
  readonly node: Scalar;
  readonly path: Path;
  readonly role: "key" | "value" | "item";
  readonly pair?: Pair;
  /** How many pairs the mapping around the key has. */
  readonly pairs: number;
  readonly flow: boolean;
}

/** The scalar that holds the placeholder. */
function findNode(document: Document.Parsed, at: number): FoundNode | undefined {
  let node: unknown = document.contents;
  let path: Path = [];
  let role: FoundNode["role"] = "value";
  let flow = false;
  let owner: Pair | undefined;
  for (;;) {
    if (isScalar(node)) {
      return holds(node, at) ? { node, path, role, flow, pairs: 0, ...(owner && { pair: owner }) } : undefined;
    }
    if (isMap(node)) {
      flow ||= node.flow === true;
      const pair = node.items.find(({ key, value }) => holds(key, at) || holds(value, at));
      if (pair === undefined || !isScalar(pair.key)) return undefined;
      path = [...path, writtenText(pair.key)];
      if (holds(pair.key, at)) return { node: pair.key, path, role: "key", flow, pair, pairs: node.items.length };
      [node, role, owner] = [pair.value, "value", pair];
    } else if (isSeq(node)) {
      flow ||= node.flow === true;
      const index = node.items.findIndex((item) => holds(item, at));
      if (index === -1) return undefined;
      [node, role, owner, path] = [node.items[index], "item", undefined, [...path, index]];
    } else {
      return undefined;
    }
  }
}

function holds(node: unknown, at: number): boolean {
  const range = isNode(node) && !isAlias(node) ? node.range : undefined;
  return range != null && range[0] <= at && at < range[1];
}

/** A word alone in a mapping that only the added colon made is the value itself, or its first key: for now the value. */
function roleOf({ path, role, pairs, flow }: FoundNode, { colonAdded }: PlaceholderText): Pick<FoundNode, "path" | "role"> {
  if (role !== "key" || !colonAdded || pairs > 1 || flow || path.length < 2) return { path, role };
  const above = path.slice(0, -1);
  return { path: above, role: typeof above.at(-1) === "number" ? "item" : "value" };
}

function typedText(node: Scalar, prepared: PlaceholderText, line: Line): TypedText | undefined {
  const [from, to] = node.range ?? [0, 0];
  if (node.type?.startsWith("BLOCK")) {
    const cursor = prepared.original(prepared.at);
    return { start: cursor, end: cursor, text: "" };
  }
  const start = prepared.original(from);
  // A word that begins on a line above goes on here by accident: the line above lacks its colon.
  if (start < line.start) return undefined;
  const end = Math.max(start, Math.min(prepared.original(to), line.end));
  const quote = node.type === "QUOTE_DOUBLE" ? '"' : node.type === "QUOTE_SINGLE" ? "'" : undefined;
  const text = writtenText(node).trim();
  return { start, end, text, ...(quote !== undefined && { quote }) };
}

/** The kind that a document says, or that its file's name promises. */
export function kindOf(path: string, around: DocumentAround): { kind: DocumentKind | undefined; saysKind: boolean } {
  const said = documentKinds.find((kind) => kind === around.text(["kind"]));
  if (said !== undefined) return { kind: said, saysKind: true };
  return { kind: kindByName(path), saysKind: false };
}

/** The kind of document that belongs into a file of this name. */
export function kindByName(path: string): DocumentKind | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === projectFile) return "Project";
  if (name.endsWith("connections.yaml")) return "Connections";
  const suffix = /\.(extract|schedule|template|test)\.yaml$/.exec(name)?.[1];
  return documentKinds.find((kind) => kind.toLowerCase() === suffix);
}
