import type { FilterPath } from "./form-actions.ts";
import { isList, isMapping, type Json, type JsonMap } from "./yaml/json.ts";

/** A filter as people read it. `form` keeps how a group is written: a list, several keys, or several tests of one field. */
export type FilterNode = FilterGroup | FilterNot | FilterCondition;
export interface FilterGroup {
  readonly kind: "group";
  readonly join: "all" | "any";
  readonly form: "list" | "keys" | "tests";
  readonly items: readonly FilterNode[];
}
export interface FilterNot {
  readonly kind: "not";
  readonly item: FilterNode;
}
export interface FilterCondition {
  readonly kind: "condition";
  readonly field: string;
  readonly operator: string;
  readonly value: Json;
}

/** A filter as a tree; undefined when it is none that the form understands. */
export function readFilterTree(value: Json | undefined): FilterNode | undefined {
  if (!isMapping(value)) return undefined;
  const parts = Object.entries(value).map(([key, inner]) => readPart(key, inner));
  if (parts.length === 0 || parts.includes(undefined)) return undefined;
  return parts.length === 1 ? parts[0] : { kind: "group", join: "all", form: "keys", items: parts as FilterNode[] };
}

function readPart(key: string, inner: Json): FilterNode | undefined {
  if (key === "all" || key === "any") {
    const items = isList(inner) ? inner.map(readFilterTree) : [undefined];
    return items.includes(undefined) ? undefined : { kind: "group", join: key, form: "list", items: items as FilterNode[] };
  }
  if (key === "not") {
    const item = readFilterTree(inner);
    return item && { kind: "not", item };
  }
  if (!isMapping(inner)) return undefined;
  const tests = Object.entries(inner).map(
    ([operator, value]): FilterNode => ({ kind: "condition", field: key, operator, value }),
  );
  return tests.length > 1 ? { kind: "group", join: "all", form: "tests", items: tests } : tests[0];
}

/** The tree as a document writes it; what `readFilterTree` makes of it is the tree again. */
export function writeFilterTree(node: FilterNode): JsonMap {
  if (node.kind === "condition") return { [node.field]: { [node.operator]: node.value } };
  if (node.kind === "not") return { not: writeFilterTree(node.item) };
  const { items, join, form } = node;
  const short =
    items.length > 1 && join === "all" && form !== "list" ? (form === "tests" ? asTests(items) : asKeys(items)) : undefined;
  return short ?? { [join]: items.map(writeFilterTree) };
}

function asTests(items: readonly FilterNode[]): JsonMap | undefined {
  const first = items[0];
  const conditions = items.filter((item) => item.kind === "condition");
  if (first?.kind !== "condition" || conditions.length !== items.length) return undefined;
  if (conditions.some(({ field }) => field !== first.field)) return undefined;
  if (new Set(conditions.map(({ operator }) => operator)).size !== items.length) return undefined;
  return { [first.field]: Object.fromEntries(conditions.map(({ operator, value }) => [operator, value])) };
}

function asKeys(items: readonly FilterNode[]): JsonMap | undefined {
  const pairs = items.flatMap((item) => Object.entries(writeFilterTree(item)));
  return pairs.length === items.length && new Set(pairs.map(([key]) => key)).size === pairs.length
    ? Object.fromEntries(pairs)
    : undefined;
}

export function filterAt(root: FilterNode, path: FilterPath): FilterNode | undefined {
  let node: FilterNode | undefined = root;
  for (const step of path) {
    if (node?.kind === "group") node = node.items[step];
    else node = node?.kind === "not" && step === 0 ? node.item : undefined;
  }
  return node;
}

/** The tree with another part in a place; without a part, and without the groups that would be empty then. */
export function replaceAt(
  root: FilterNode,
  path: FilterPath,
  change: (node: FilterNode) => readonly FilterNode[],
): FilterNode | undefined {
  const [step, ...rest] = path;
  if (step === undefined) {
    const [first, ...others] = change(root);
    return first === undefined || others.length === 0
      ? first
      : { kind: "group", join: "all", form: "list", items: [first, ...others] };
  }
  if (root.kind === "not") {
    const item = replaceAt(root.item, rest, change);
    return item && { kind: "not", item };
  }
  if (root.kind === "condition") return root;
  const items = root.items.flatMap((item, at) => {
    if (at !== step) return [item];
    if (rest.length === 0) return change(item);
    const changed = replaceAt(item, rest, change);
    return changed === undefined ? [] : [changed];
  });
  return items.length === 0 ? undefined : { ...root, items };
}
