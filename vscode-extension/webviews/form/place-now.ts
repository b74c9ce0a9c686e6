import type { FilterAction, FilterPath } from "../../src/form/form-actions.ts";
import type { FilterView } from "../../src/form/form-model.ts";

/**
 * An action that was meant for a part of the filter as it was shown, made good for the filter as it is: the part may have moved
 * since. Undefined when it is not there any more.
 */
export function placedNow(
  action: FilterAction,
  shown: FilterView | undefined,
  now: FilterView | undefined,
): FilterAction | undefined {
  // A model may come anew and say the same.
  if (shown === now || JSON.stringify(shown) === JSON.stringify(now)) return action;
  const isAdded = action.type === "addCondition" || action.type === "addGroup";
  if (isAdded && action.at.length === 0) return action;
  // Two places of two parts: a move is worked out anew by who sees the parts again.
  if (action.type === "moveFilter") return undefined;
  const at = placeNow(action.at, shown, now);
  return at && { ...action, at };
}

function placeNow(path: FilterPath, shown: FilterView | undefined, now: FilterView | undefined): FilterPath | undefined {
  const all = now === undefined ? [] : partsOf(now);
  const meant = (shown === undefined ? [] : partsOf(shown)).find((part) => isSame(part.path, path));
  const there = all.find((part) => isSame(part.path, path));
  if (meant === undefined) return undefined;
  const wanted = textOf(meant);
  if (there !== undefined && textOf(there) === wanted) return path;
  const moved = all.filter((part) => textOf(part) === wanted);
  if (moved.length === 1) return moved[0]?.path;
  return there !== undefined && titleOf(there) === titleOf(meant) ? path : undefined;
}

function partsOf(node: FilterView): readonly FilterView[] {
  if (node.kind === "condition") return [node];
  return [node, ...(node.kind === "not" ? [node.item] : node.items).flatMap(partsOf)];
}

/** What a part says, wherever it stands. */
function textOf(node: FilterView): string {
  return JSON.stringify(node, (key, value: unknown) => (key === "path" ? undefined : value));
}

/** What a part stays known by when its content changes. */
function titleOf(node: FilterView): string {
  if (node.kind === "condition") return `condition ${node.field}`;
  return node.kind === "not" ? "not" : node.join;
}

function isSame(one: FilterPath, other: FilterPath): boolean {
  return one.length === other.length && one.every((step, at) => step === other[at]);
}
