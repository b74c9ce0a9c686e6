import type { Fields, Mask, Template } from "../../../schemas/generated/documents.ts";
import { didYouMean } from "./did-you-mean.ts";
import { fieldOf, logicalTypeOf } from "./field-types.ts";
import type { DocumentFindings } from "./findings.ts";
import type { SelectedField } from "./project-documents.ts";
import { keysInOrder } from "./read-value.ts";
import { shown } from "./shown-value.ts";

/** What fields are chosen against. */
export interface SelectionContext {
  readonly findings: DocumentFindings;
  readonly template: Template;
  /** The mask that is in force on a field, whatever the author asks for; undefined when it may be read in the clear. */
  maskInForce(field: string): Mask | undefined;
}

/** The columns of an extract, in order: `all` is the template's but for hidden ones. Names are checked, and that no two columns share one. */
export function selectFields(context: SelectionContext, fields: Fields | undefined): readonly SelectedField[] {
  if (fields === undefined || fields === "all") {
    return shownFields(context.template).map((field) => ({ field, as: field }));
  }
  const taken = new Map<string, string>();
  return fields.map((entry, index) => {
    const written = typeof entry === "string" ? { field: entry } : entry;
    const selected = { ...written, as: written.as ?? written.field };
    checkSelected(context, selected, index);
    const other = taken.get(selected.as.toLowerCase());
    if (other !== undefined) {
      const same = other === selected.as ? "is there already" : `differs from ${shown(other)} only by its case`;
      const message = `The column ${shown(selected.as)} ${same}; many readers tell columns apart by name, without regard to case.`;
      context.findings.error("column-duplicate", ["fields", index], message, "Give it another name with `as`.");
    }
    taken.set(selected.as.toLowerCase(), selected.as);
    return selected;
  });
}

/** The fields that `all` stands for. */
export function shownFields(template: Template): readonly string[] {
  return keysInOrder(template.fields).filter((name) => fieldOf(template, name)?.hidden !== true);
}

function checkSelected(context: SelectionContext, selected: SelectedField, index: number): void {
  const { findings, template } = context;
  const path = ["fields", index];
  if (fieldOf(template, selected.field) === undefined) {
    const message = `The template ${shown(template.name)} has no field ${shown(selected.field)}.`;
    findings.error("field-unknown", path, message, didYouMean(selected.field, keysInOrder(template.fields)));
    return;
  }
  const { mask } = selected;
  if (mask === undefined || mask === "full") return;
  const type = logicalTypeOf(template, selected.field, "UTC")?.type ?? "string";
  if (type !== "string") {
    const message = `${shown(mask)} works on text; ${shown(selected.field)} is of type ${shown(type)} and can only be masked in full.`;
    findings.error("mask-type", [...path, "mask"], message);
    return;
  }
  const inForce = context.maskInForce(selected.field);
  if (inForce !== undefined && inForce !== mask) {
    const message = `${shown(selected.field)} is masked by ${shown(inForce)} (datafeed.yaml); an extract can't ask for ${shown(mask)}, which shows other parts of it.`;
    findings.error("mask-weaker", [...path, "mask"], message, "Write `full`, or leave `mask` out.");
  }
}
