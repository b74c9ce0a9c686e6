import type { FilterNode } from "./filter-tree.ts";
import { shapeOf, wallClock } from "./filter-values.ts";
import type { FilterPath } from "./form-actions.ts";
import { type FormContext, operatorsFor, writtenTypeOf } from "./form-context.ts";
import type { ConditionView, FieldFacts, FilterView } from "./form-model.ts";
import { isList } from "./yaml/json.ts";

interface ViewContext {
  readonly template: string;
  readonly context: FormContext;
  readonly facts: ReadonlyMap<string, FieldFacts>;
}

/** A filter with its places, and with what each condition's editors need. */
export function filterView(node: FilterNode, path: FilterPath, view: ViewContext): FilterView {
  if (node.kind === "not") return { kind: "not", path, item: filterView(node.item, [...path, 0], view) };
  if (node.kind === "group") {
    return { kind: "group", path, join: node.join, items: node.items.map((item, at) => filterView(item, [...path, at], view)) };
  }
  return conditionView(node, path, view);
}

function conditionView(
  node: FilterNode & { readonly kind: "condition" },
  path: FilterPath,
  { template, context, facts }: ViewContext,
): ConditionView {
  const { field, operator, value } = node;
  const type = writtenTypeOf(context, template, field) ?? "string";
  const values = isList(value) ? value : [value];
  const fitting = facts.get(field)?.operators ?? operatorsFor(context, template, field);
  return {
    kind: "condition",
    path,
    field,
    type,
    operator,
    // What stands there is shown, fitting or not.
    operators: fitting.includes(operator) ? fitting : [operator, ...fitting],
    shape: shapeOf(operator),
    values: values.map((each) => (each === null || typeof each === "object" ? "" : String(each))),
    ...(type === "instant" && { walls: values.map((each) => wallClock(each, context.timezone) ?? "") }),
    suggestions: facts.get(field)?.values ?? [],
  };
}
