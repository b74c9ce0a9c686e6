import type { FormAction, When } from "../form/form-actions.ts";
import type { JsonMap } from "../form/yaml/json.ts";

/** What the questions before the form have been answered with so far. */
export interface WizardAnswers {
  readonly name?: string;
  readonly product?: string;
  readonly type?: WizardType;
  /** Of an immediate extract, as written in the document. */
  readonly start?: string;
  readonly end?: string;
  readonly day?: string | number;
  readonly at?: string;
  readonly cron?: string;
  readonly timezone?: string;
  readonly template?: string;
  readonly shared?: boolean;
  readonly zip?: boolean;
  readonly owner?: string;
}

export type WizardType = When["type"];

/** The answers about the times, together. */
export function whenOf(answers: WizardAnswers): When {
  const { type = "dispatched", start = "", end = "", day, at = "00:00", cron = "", timezone } = answers;
  const zone = timezone !== undefined && { timezone };
  if (type === "immediate") return { type, start, end, ...zone };
  if (type === "cron") return { type, cron, ...zone };
  if (type === "dispatched") return { type };
  return { type, ...(type !== "daily" && day !== undefined && { day }), at, ...zone };
}

/** A new document, as plain data: every field of the template, and no filter yet. */
export function documentOf(answers: WizardAnswers): JsonMap {
  const { name = "", product = "", owner = "", shared = false, template = "", zip = true } = answers;
  return {
    kind: "Extract",
    name,
    product,
    owner,
    shared,
    template,
    fields: "all",
    output: { format: "csv", compress: zip ? "zip" : "none" },
  };
}

/** What makes an older draft one with these answers; fields and filter stay as far as they fit. */
export function actionsOf(answers: WizardAnswers): readonly FormAction[] {
  const { name = "", product = "", shared = false, template = "", zip = true } = answers;
  return [
    { type: "setName", name },
    { type: "setProduct", product },
    { type: "setTemplate", template },
    { type: "setShared", shared },
    { type: "setCompress", compress: zip ? "zip" : "none" },
    { type: "setWhen", when: whenOf(answers) },
  ];
}
