import type { Template } from "../../../schemas/generated/documents.ts";
import { didYouMean } from "./did-you-mean.ts";
import { fieldOf } from "./field-types.ts";
import type { DocumentFindings } from "./findings.ts";
import { piiClassOf } from "./pii.ts";
import { keysInOrder } from "./read-value.ts";
import { shown } from "./shown-value.ts";

/** Why rows can't be told apart and ordered by a field; undefined when they can. */
export function orderRefusal(template: Template, name: string): string | undefined {
  const field = fieldOf(template, name);
  if (field?.measure !== undefined) return "is a measure";
  if (field?.nested !== undefined || field?.object !== undefined || field?.type === "json")
    return "is JSON, which has no order";
  if (field?.constant !== undefined) return "is the same in every row";
  if (field?.local !== undefined) return `is a twin; take ${shown(field.local)}`;
  const pii = piiClassOf(template, name);
  return pii === undefined ? undefined : `holds personal data (${pii}), and rows would be ordered by it`;
}

/** A template that names a field which it does not have. */
export function unknownField(
  findings: DocumentFindings,
  template: Template,
  name: string,
  path: readonly (string | number)[],
): void {
  const message = `The template has no field ${shown(name)}.`;
  findings.error("field-unknown", path, message, didYouMean(name, keysInOrder(template.fields)));
}
