import { stringify } from "yaml";
import { canonicalJson } from "../../compile/hashes.ts";
import { isRecord } from "../../load/is-record.ts";
import { keysInOrder } from "../../load/read-value.ts";
import type { ValueChange } from "../plan-report.ts";
import { longestCommon } from "./longest-common.ts";

type Path = readonly (string | number)[];

/** Objects below these keys mean something by the order of their keys. */
const ordered = new Set<string | number | undefined>(["fields", "object"]);

/**
 * What differs between two values of documents, value by value, in the order in which the head has them. Lists are compared by
 * their longest common part, so that one item put in is one change; the order of an object's keys counts where columns or keys
 * in JSON follow it.
 */
export function valueChanges(base: unknown, head: unknown, path: Path = []): readonly ValueChange[] {
  if (base === undefined && head === undefined) return [];
  if (isRecord(base) && isRecord(head)) return objectChanges(base, head, path);
  if (Array.isArray(base) && Array.isArray(head)) return listChanges(base, head, path);
  return wholeChange(base, head, path);
}

function wholeChange(base: unknown, head: unknown, path: Path): readonly ValueChange[] {
  if (canonicalJson(base) === canonicalJson(head)) return [];
  const [before, after] = [base, head].map((value) => (value === undefined ? undefined : reported(value)));
  return [{ path, ...(before !== undefined && { base: before }), ...(after !== undefined && { head: after }) }];
}

/** Of what is longer its size alone is in the report: nobody reads it there, and of a query the difference is told. */
const longest = 20_000;

function reported(value: unknown): string {
  const text = valueText(value);
  if (text.length <= longest) return text;
  const [lines, characters] = [text.trimEnd().split("\n").length, text.length].map((size) => size.toLocaleString("en-US"));
  return `(${lines} lines, ${characters} characters)`;
}

/** A value as people write it: text of several lines as it is, all else as YAML on one line. */
export function valueText(value: unknown): string {
  if (typeof value === "string" && value.includes("\n")) return value;
  return stringify(plain(value), { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: true }).trimEnd();
}

function objectChanges(base: PlainObject, head: PlainObject, path: Path): readonly ValueChange[] {
  const before = keysInOrder(base).filter((key) => base[key] !== undefined);
  const after = keysInOrder(head).filter((key) => head[key] !== undefined);
  const [had, has] = [new Set(before), new Set(after)];
  return [
    ...(ordered.has(path.at(-1))
      ? orderChange(
          before.filter((key) => has.has(key)),
          after.filter((key) => had.has(key)),
          path,
        )
      : []),
    ...after.flatMap((key) => valueChanges(own(base, key), head[key], [...path, key])),
    ...before.filter((key) => !has.has(key)).flatMap((key) => valueChanges(base[key], undefined, [...path, key])),
  ];
}

/** Names that have moved, in the order of either state. */
function orderChange(before: readonly string[], after: readonly string[], path: Path): readonly ValueChange[] {
  const stays = new Set(longestCommon(before, after).map(([at]) => before[at]));
  if (stays.size === before.length) return [];
  const text = (keys: readonly string[]): string => `order: ${keys.map(valueText).join(", ")}`;
  return [{ path, base: text(before), head: text(after) }];
}

function listChanges(base: readonly unknown[], head: readonly unknown[], path: Path): readonly ValueChange[] {
  const scalars = [...base, ...head].every((item) => typeof item !== "object" || item === null);
  if (scalars) return wholeChange(base, head, path);
  const [before, after] = [base.map(canonicalJson), head.map(canonicalJson)];
  const changes: ValueChange[] = [];
  let [from, to] = [0, 0];
  for (const [one, other] of [...longestCommon(before, after), [base.length, head.length] as const]) {
    // Between what is common: item by item, then what one of them has more.
    for (; from < one || to < other; from++, to++) {
      const at = to < other ? to : from;
      changes.push(...valueChanges(from < one ? base[from] : undefined, to < other ? head[to] : undefined, [...path, at]));
    }
    [from, to] = [one + 1, other + 1];
  }
  return changes;
}

type PlainObject = Readonly<Record<string, unknown>>;

function own(object: PlainObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** With the keys in written order, which a Map keeps. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  return new Map(keysInOrder(value).flatMap((key) => (value[key] === undefined ? [] : [[key, plain(value[key])]])));
}
