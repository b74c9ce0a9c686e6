import { extractKeys, withKey } from "./document-keys.ts";
import { type FilterNode, filterAt, readFilterTree, replaceAt, writeFilterTree } from "./filter-tree.ts";
import { adaptedTest, firstTest, typedValue } from "./filter-values.ts";
import type { FilterAction, FilterJoin, FilterPath, Reduced } from "./form-actions.ts";
import { type FormContext, translateOf } from "./form-context.ts";
import type { JsonMap } from "./yaml/json.ts";

/** A document after its filter was changed. */
export function reduceFilter(document: JsonMap, action: FilterAction, context: FormContext): Reduced<JsonMap> {
  const t = translateOf(context);
  const written = document["filter"];
  const root = readFilterTree(written);
  if (written !== undefined && written !== null && root === undefined) {
    return { problem: t("The filter is written in a way that the form does not know. Change it in the YAML.") };
  }
  const template = String(document["template"] ?? "");
  const changed = root === undefined ? begun(action, template, context) : changedTree(root, action, template, context);
  if (changed !== undefined && "problem" in changed) return changed;
  return { value: withKey(document, "filter", changed?.value && writeFilterTree(changed.value), extractKeys) };
}

type Changed = Reduced<FilterNode | undefined> | undefined;

/** The first part of a filter. */
function begun(action: FilterAction, template: string, context: FormContext): Changed {
  if (action.type === "addCondition") return { value: condition(context, template, action.field) };
  if (action.type === "addGroup") return { value: group(action.join, [condition(context, template, action.field)]) };
  return gone(context);
}

function changedTree(root: FilterNode, action: FilterAction, template: string, context: FormContext): Changed {
  const node = filterAt(root, action.at);
  if (node === undefined) return gone(context);
  const replace = (change: (node: FilterNode) => readonly FilterNode[]): Changed => ({
    value: replaceAt(root, action.at, change),
  });
  switch (action.type) {
    case "addCondition":
      return replace((into) => [added(into, condition(context, template, action.field))]);
    case "addGroup":
      return replace((into) => [added(into, group(action.join, [condition(context, template, action.field)]))]);
    case "removeFilter":
      return replace(() => []);
    case "wrapFilter":
      return replace((inner) => [group(action.join, [inner])]);
    case "unwrapFilter":
      return replace((outer) => (outer.kind === "group" ? outer.items : outer.kind === "not" ? [outer.item] : [outer]));
    case "setJoin":
      return replace((old) => [joined(old, action.join)]);
    case "moveFilter":
      return moved(root, action, context);
    case "setFilterField":
    case "setOperator":
    case "setValue":
      return node.kind === "condition" ? retested(root, node, action, template, context) : gone(context);
  }
}

type TestAction = Extract<FilterAction, { readonly type: "setFilterField" | "setOperator" | "setValue" }>;

function retested(
  root: FilterNode,
  node: FilterNode & { readonly kind: "condition" },
  action: TestAction,
  template: string,
  context: FormContext,
): Changed {
  if (action.type === "setValue") {
    const typed = typedValue(context, { ...node, template }, action.values);
    if ("problem" in typed) return typed;
    return { value: replaceAt(root, action.at, () => [{ ...node, value: typed.value }]) };
  }
  const field = action.type === "setFilterField" ? action.field : node.field;
  const test = action.type === "setOperator" ? { ...node, operator: action.operator } : node;
  return {
    value: replaceAt(root, action.at, () => [{ kind: "condition", field, ...adaptedTest(context, template, field, test) }]),
  };
}

function condition(context: FormContext, template: string, field: string): FilterNode {
  return { kind: "condition", field, ...firstTest(context, template, field) };
}

function group(join: FilterJoin, items: readonly FilterNode[]): FilterNode {
  if (join !== "not") return { kind: "group", join, form: "list", items };
  const [first] = items;
  return { kind: "not", item: items.length === 1 && first !== undefined ? first : group("all", items) };
}

/** A part beside others: in their group, or in a new one around them. */
function added(into: FilterNode, part: FilterNode): FilterNode {
  if (into.kind === "group") return { ...into, items: [...into.items, part] };
  if (into.kind === "not" && into.item.kind === "group") return { ...into, item: added(into.item, part) };
  return into.kind === "not" ? { ...into, item: group("all", [into.item, part]) } : group("all", [into, part]);
}

function joined(old: FilterNode, join: FilterJoin): FilterNode {
  const inner = old.kind === "not" ? old.item : old;
  if (join === "not") return old.kind === "not" ? old : { kind: "not", item: old };
  if (inner.kind !== "group") return group(join, [inner]);
  return { ...inner, join, form: join === inner.join ? inner.form : "list" };
}

function moved(root: FilterNode, action: FilterAction & { readonly type: "moveFilter" }, context: FormContext): Changed {
  const { at, to, index } = action;
  const part = filterAt(root, at);
  const target = filterAt(root, to);
  if (part === undefined || target?.kind !== "group" || startsWith(to, at)) return gone(context);
  // Stays in its place until the part stands in the new one, so that no path changes under way.
  const hole: FilterNode = { kind: "not", item: part };
  const dug = replaceAt(root, at, () => [hole]);
  const filled =
    dug &&
    replaceAt(dug, to, (into) => {
      if (into.kind !== "group") return [into];
      return [{ ...into, items: [...into.items.slice(0, index), part, ...into.items.slice(index)] }];
    });
  return { value: filled && without(filled, hole) };
}

function without(node: FilterNode, hole: FilterNode): FilterNode | undefined {
  if (node === hole) return undefined;
  if (node.kind === "condition") return node;
  if (node.kind === "not") {
    const item = without(node.item, hole);
    return item && { ...node, item };
  }
  const items = node.items.flatMap((item) => without(item, hole) ?? []);
  return items.length === 0 ? undefined : { ...node, items };
}

function startsWith(path: FilterPath, start: FilterPath): boolean {
  return start.every((step, at) => path[at] === step);
}

function gone(context: FormContext): { readonly problem: string } {
  return { problem: translateOf(context)("This part of the filter is not there any more.") };
}
