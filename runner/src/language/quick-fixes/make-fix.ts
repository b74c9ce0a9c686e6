import { isMap, isScalar, isSeq, type Node } from "yaml";
import { writtenText } from "../document-around.ts";
import { code } from "../markdown.ts";
import { propertiesOf, schemasAt } from "../schema-at.ts";
import { addPair, pairsOf, removeEntry, removePairs, replaceNode, replaceScalar } from "./node-edits.ts";
import { type Finding, mayQuote, type QuickFix } from "./quick-fix.ts";
import { type Spot, spotOf } from "./spot.ts";

type Marks = Pick<QuickFix, "preferred" | "certain" | "fillIn">;

/** A scalar or key with another text. */
export function change(node: Node | null | undefined, value: string | number | boolean, flow: boolean, marks: Marks = {}) {
  if (node == null) return undefined;
  return { title: `Change to ${code(String(value))}`, edits: [replaceScalar(node, value, flow)], ...marks };
}

/** A node with other YAML in its place. */
export function rewrite(node: Node | null | undefined, yaml: string, title: string, marks: Marks = {}): QuickFix | undefined {
  return node == null ? undefined : { title, edits: [replaceNode(node, yaml)], ...marks };
}

/** Without some keys of a mapping; without the mapping where nothing else stands in it. */
export function removeKeys(
  { file, spot }: Pick<Finding, "file" | "spot">,
  at: Spot["path"],
  keys: readonly string[],
  marks: Marks = {},
): QuickFix | undefined {
  const around = at.length === 0 ? spot.document.contents : spotOf(spot.document, at)?.value;
  const pairs = pairsOf(around, ...keys);
  if (!isMap(around) || pairs.length === 0) return undefined;
  const edits = removePairs(file.text, around, pairs);
  return edits && { title: `Remove ${keys.map(code).join(" and ")}`, edits, ...marks };
}

/** Without the key that the finding is about. */
export function removeKey(finding: Finding, marks: Marks = {}): QuickFix | undefined {
  const { pair, map } = finding.spot;
  // A key without text is what the parser made of something else.
  if (pair === undefined || map === undefined || writtenText(pair.key) === "") return undefined;
  const edits = removePairs(finding.file.text, map, [pair]);
  const title = mayQuote(finding) ? `Remove ${code(writtenText(pair.key))}` : "Remove this key";
  return edits && { title, edits, ...marks };
}

/** Without the entry of a list that the finding is about; where it is the only one, without the list. */
export function removeItem(finding: Finding, marks: Marks = {}): QuickFix | undefined {
  const { file, spot } = finding;
  if (spot.list === undefined || spot.value === null) return undefined;
  const edits = removeEntry(file.text, spot.list, spot.value);
  const title = isScalar(spot.value) && mayQuote(finding) ? `Remove ${code(writtenText(spot.value))}` : "Remove this entry";
  if (edits !== undefined) return { title, edits, ...marks };
  const key = spot.path.at(-2);
  return typeof key === "string" ? removeKeys(finding, spot.path.slice(0, -2), [key], marks) : undefined;
}

/** With more keys, each in the place that its schema gives it. `values` are YAML on one line. */
export function addKeys(
  { file, spot, kind, around }: Finding,
  at: Spot["path"],
  values: ReadonlyMap<string, string>,
  marks: Marks = {},
): QuickFix | undefined {
  const map = at.length === 0 ? spot.document.contents : spotOf(spot.document, at)?.value;
  if (!isMap(map) || values.size === 0) return undefined;
  const order = schemasAt(kind, at, around).flatMap((schema) => propertiesOf(schema).map(([key]) => key));
  const edits = [...values].flatMap(([key, value]) => addPair(file.text, map, key, value, order) ?? []);
  if (edits.length < values.size) return undefined;
  return { title: `Add ${[...values.keys()].map(code).join(" and ")}`, edits: inOnePlace(edits), ...marks };
}

/** Several texts for one place become one change: editors may turn the order of two around. */
function inOnePlace(edits: QuickFix["edits"]): QuickFix["edits"] {
  const merged = new Map<string, QuickFix["edits"][number]>();
  for (const edit of edits) {
    const key = `${edit.start} ${edit.end}`;
    const same = merged.get(key);
    // An empty `{ }` is replaced by the first; the others go inside of it.
    const text = same === undefined ? edit.text : join(same.text, edit.text);
    merged.set(key, { ...edit, text });
  }
  return [...merged.values()];
}

function join(first: string, second: string): string {
  return first.startsWith("{ ") ? `${first.slice(0, -2)}, ${second.slice(2)}` : first + second;
}

/** The word that a finding is about: the key, the value, or the name inside of `{ field: … }`. */
export function wordOfSpot({ atKey, pair, value, path, list, flow }: Spot) {
  if (atKey && pair !== undefined) return { node: pair.key, text: writtenText(pair.key), path, role: "key" as const, flow };
  if (isScalar(value)) {
    return {
      node: value,
      text: writtenText(value),
      path,
      role: list === undefined ? ("value" as const) : ("item" as const),
      flow,
    };
  }
  const [named] = pairsOf(value, "field");
  if (named === undefined || !isScalar(named.value)) return undefined;
  const inside = flow || (isMap(value) && value.flow === true);
  return { node: named.value, text: writtenText(named.value), path: [...path, "field"], role: "value" as const, flow: inside };
}

/** The texts beside a word: of a key the other keys, of an entry the other entries, `{ field: … }` by their field. */
export function textsBeside({ atKey, map, pair, list, value }: Spot): readonly string[] {
  if (atKey) return (map?.items ?? []).flatMap((item) => (item !== pair && isScalar(item.key) ? [writtenText(item.key)] : []));
  if (!isSeq(list)) return [];
  return list.items.flatMap((item) => {
    if (item === value) return [];
    if (isScalar(item)) return [writtenText(item)];
    const [named] = pairsOf(item, "field");
    return isScalar(named?.value) ? [writtenText(named.value)] : [];
  });
}
