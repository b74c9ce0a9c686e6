import type { Template } from "../../../schemas/generated/documents.ts";
import { fieldOf } from "./field-types.ts";
import type { DocumentFindings } from "./findings.ts";
import { orderRefusal, unknownField } from "./order-refusal.ts";
import { shown } from "./shown-value.ts";

/** What tells the versions of one thing apart: fields of single rows that have an order and hold no personal data. */
export function checkDedupe(findings: DocumentFindings, template: Template): void {
  const { dedupe } = template;
  if (dedupe === undefined) return;
  if (Object.values(template.fields).some(({ measure }) => measure !== undefined)) {
    const message = "The template is an aggregate: its rows are groups, of which none is a version of another.";
    findings.errorAtKey("dedupe-unsupported", ["dedupe"], message);
    return;
  }
  for (const key of ["by", "latest"] as const) {
    dedupe[key].forEach((name, index) => {
      const path = ["dedupe", key, index];
      if (fieldOf(template, name) === undefined) {
        unknownField(findings, template, name, path);
        return;
      }
      const reason = orderRefusal(template, name);
      if (reason !== undefined) findings.error("dedupe-field", path, `${shown(name)} can't tell versions apart: it ${reason}.`);
    });
  }
}
