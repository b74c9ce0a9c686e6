import { isMap } from "yaml";
import { nearest } from "../../load/did-you-mean.ts";
import type { Path } from "../../load/document-places.ts";
import { documentKinds } from "../../load/schemas.ts";
import { filterPartAt, filterPlaceOf } from "../filter-place.ts";
import { code } from "../markdown.ts";
import { kindByName } from "../place-in-document.ts";
import { propertiesOf, type Schema, schemasAt } from "../schema-at.ts";
import { addKeys, change, removeItem, removeKey, textsBeside } from "./make-fix.ts";
import { giveValue, pairsOf } from "./node-edits.ts";
import { sensibleValue } from "./placeholders.ts";
import { type Finding, type Fixer, mayQuote } from "./quick-fix.ts";

/** What people write for an operator. */
const operatorWords: Readonly<Record<string, string>> = {
  "=": "eq",
  "==": "eq",
  is: "eq",
  equal: "eq",
  equals: "eq",
  "!=": "ne",
  "<>": "ne",
  not: "ne",
  neq: "ne",
  notEquals: "ne",
  "<": "lt",
  "<=": "lte",
  le: "lte",
  ">": "gt",
  ">=": "gte",
  ge: "gte",
  oneOf: "in",
  like: "contains",
  null: "isNull",
  exists: "isNotNull",
};

/** A key that can't stand there: the nearest that can, or none. */
export const fixUnknownKey: Fixer = (finding) => {
  const { spot, kind, around } = finding;
  const { pair, map } = spot;
  const key = String(spot.path.at(-1) ?? "");
  if (pair === undefined || map === undefined || key === "") return [];
  const schemas = schemasAt(kind, spot.path.slice(0, -1), around);
  const beside = new Set(textsBeside(spot));
  const known = schemas.flatMap(keysOf).filter((name) => !beside.has(name));
  const filter = filterPlaceOf(kind, spot.path);
  const isOperator = filter !== undefined && filterPartAt(spot.path, filter) === "operator";
  const word = isOperator && Object.hasOwn(operatorWords, key) ? operatorWords[key] : undefined;
  const near = word ?? nearest(key, known);
  const certain = near !== undefined && near.toLowerCase() === key.toLowerCase();
  // Without its only key a mapping such as a condition would be empty.
  const remove = filter !== undefined && map.items.length === 1 ? undefined : removeKey(finding);
  return [
    near === undefined ? undefined : change(pair.key, near, spot.flow, { preferred: true, ...(certain && { certain }) }),
    remove,
  ];
};

function keysOf(schema: Schema): readonly string[] {
  const named = schema.propertyNames?.enum?.map(String) ?? [];
  return [...propertiesOf(schema).map(([key]) => key), ...named];
}

/** All keys that must be there and are not, each with a value that makes sense. */
export const fixMissingKey: Fixer = (finding) => {
  const place = placesOfMissing(finding).find((at) => missingAt(finding, at).length > 0);
  if (place === undefined) return [];
  const values = missingAt(finding, place).map((key) => [key, sensibleValue(finding, [...place, key])] as const);
  return [addKeys(finding, place, new Map(values), { preferred: true, fillIn: true })];
};

/** A finding about a whole document stands at its first key. */
function placesOfMissing({ spot }: Finding): readonly Path[] {
  const first = isMap(spot.document.contents) ? spot.document.contents.items[0] : undefined;
  return spot.pair !== undefined && spot.pair === first ? [[], spot.path] : [spot.path];
}

function missingAt({ kind, around }: Finding, at: Path): readonly string[] {
  if (around.shape(at) !== "map") return [];
  const required = schemasAt(kind, at, around).flatMap((schema) => schema.required ?? []);
  const present = around.keys(at);
  return [...new Set(required)].filter((key) => !present.includes(key));
}

/** The kind that the name of the file promises; what else it must say is seen only then. */
export const fixKindMissing: Fixer = (finding) => {
  const { file, spot } = finding;
  const kind = kindByName(file.path);
  const [empty] = pairsOf(spot.document.contents, "kind");
  if (kind !== undefined && empty !== undefined) {
    const edit = giveValue(file.text, empty, kind);
    return [edit && { title: `Change to ${code(kind)}`, edits: [edit], preferred: true, fillIn: true }];
  }
  return kind === undefined ? [] : [addKeys(finding, [], new Map([["kind", kind]]), { preferred: true, fillIn: true })];
};

/** The kind that was meant, else the one that the file's name promises. */
export const fixKindUnknown: Fixer = ({ spot, file }) => {
  const written = String(spot.pair?.value?.toJSON?.() ?? "");
  const promised = kindByName(file.path);
  const allowed = documentKinds.filter((kind) => {
    if (promised === "Project" || promised === "Connections") return kind === promised;
    return kind !== "Project" && kind !== "Connections";
  });
  const near = nearest(written, allowed) ?? promised;
  return near === undefined ? [] : [change(spot.pair?.value, near, spot.flow, { preferred: true })];
};

/** A key that says nothing where it stands. */
export const fixByRemovingKey: Fixer = (finding) => [removeKey(finding, { preferred: true })];

/** The same key twice: one of the two goes, the later one first. */
export const fixDuplicateKey: Fixer = (finding) => {
  const { spot } = finding;
  const key = String(spot.path.at(-1));
  const twins = spot.map?.items.filter((pair) => String((pair.key as { value?: unknown }).value) === key) ?? [];
  const other = twins.find((pair) => pair !== spot.pair);
  const same = other !== undefined && String(other.value) === String(spot.pair?.value);
  const later = removeKey(finding, { preferred: true, ...(same && { certain: true as const }) });
  const earlier = other && removeKey({ ...finding, spot: { ...spot, pair: other as never } });
  const named = mayQuote(finding) ? code(key) : "key";
  return [later && { ...later, title: `Remove this ${named}` }, earlier && { ...earlier, title: `Remove the other ${named}` }];
};

/** An entry that stands in a list twice. */
export const fixByRemovingItem: Fixer = (finding) => [removeItem(finding, { preferred: true })];
