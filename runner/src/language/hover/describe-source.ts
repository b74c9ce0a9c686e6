import { fieldOf, itemsIn, sourceOf } from "../../load/field-types.ts";
import type { Template } from "../../load/project-documents.ts";
import { code } from "../markdown.ts";

/** Where a field of a sound template gets its value, in a sentence. */
export function describeSource(template: Template, name: string): string | undefined {
  const field = fieldOf(template, name);
  if (field === undefined) return undefined;
  switch (sourceOf(field)) {
    case "local":
      return `The instant of ${code(field.local ?? "")} as a clock of the extract's zone shows it, with its offset.`;
    case "duration": {
      const { from = "", to = "", unit = "ms" } = field.duration ?? {};
      return `From ${code(from)} to ${code(to)}, in ${code(unit)}.`;
    }
    case "constant":
      return `${code(String(field.constant))} in every row.`;
    case "nested":
      if (field.nested?.fields === undefined) return `JSON from ${code(field.nested?.table ?? "")}.`;
      return `A list of objects with ${keysOf(field.nested.fields)}.`;
    case "object":
      return `An object with ${keysOf(field.object ?? {})}.`;
    case "expression": {
      const columns = field.from ?? [];
      return `${columns.length === 0 ? "Computed from no column" : `Computed from ${columns.map(code).join(", ")}`}.`;
    }
    default:
      return `Column ${code(field.column ?? "")}${digitsOf(field)}.`;
  }
}

function keysOf(keys: Parameters<typeof itemsIn>[0]): string {
  return itemsIn(keys)
    .map(([key]) => code(key))
    .join(", ");
}

function digitsOf({ type, precision, scale }: NonNullable<ReturnType<typeof fieldOf>>): string {
  if (type === "decimal") return `, ${precision} digits, ${scale} of them after the point`;
  return type === "instant" && precision !== undefined ? `, ${precision} digits after the second` : "";
}
