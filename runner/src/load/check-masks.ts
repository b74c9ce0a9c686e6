import type { Project, Template } from "../../../schemas/generated/documents.ts";
import { fieldOf } from "./field-types.ts";
import type { DocumentFindings } from "./findings.ts";
import { maskOf } from "./grants.ts";
import { keysInOrder } from "./read-value.ts";
import { shown } from "./shown-value.ts";

/**
 * The masks of a template against policy. One that shows more has no effect, so it is a warning: policy can be made stricter
 * without stopping the extracts of every template.
 */
export function checkMasks(findings: DocumentFindings, template: Template, project: Project): void {
  for (const name of keysInOrder(template.fields)) {
    const mask = fieldOf(template, name)?.mask;
    const inForce = maskOf(project, template, name);
    if (mask === undefined || inForce === undefined || inForce === mask) continue;
    const message = `${shown(name)} is masked by ${shown(inForce)} (datafeed.yaml); ${shown(mask)} shows other parts of it and has no effect.`;
    findings.warning("mask-weaker", ["fields", name, "mask"], message, "Leave `mask` out, or write one that shows less.");
  }
}
