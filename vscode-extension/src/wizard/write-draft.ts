import { draftText } from "../form/extract-draft.ts";
import type { FormContext } from "../form/form-context.ts";
import { templateFields } from "../form/form-context.ts";
import { reduce } from "../form/reduce.ts";
import { isList, type Json, type JsonMap } from "../form/yaml/json.ts";
import { pairText } from "../form/yaml/render.ts";
import { actionsOf, documentOf, type WizardAnswers, whenOf } from "./answers.ts";

/** A new extract as a person would write it. */
export function newDraftText(answers: WizardAnswers, context: FormContext): string {
  const document = documentOf(answers);
  const reduced = reduce(document, { type: "setWhen", when: whenOf(answers) }, context);
  return documentText("value" in reduced ? reduced.value : document);
}

/** An older draft with new answers: what was chosen in the form stays. */
export function answeredDraftText(text: string, answers: WizardAnswers, context: FormContext): string {
  return actionsOf(answers).reduce((now, action) => {
    const next = draftText(now, 0, action, context);
    return "value" in next ? next.value : now;
  }, text);
}

/** A document as YAML, key by key. `all` stands for the template's fields in its order. */
export function documentText(document: JsonMap, context?: FormContext): string {
  return Object.entries(document)
    .map(([key, value]) => `${pairText(key, key === "fields" ? shortFields(value, document, context) : value, 0)}\n`)
    .join("");
}

function shortFields(fields: Json, document: JsonMap, context: FormContext | undefined): Json {
  if (!isList(fields) || context === undefined) return fields;
  const all = templateFields(context, String(document["template"]));
  return fields.length === all.length && fields.every((field, at) => field === all[at]) ? "all" : fields;
}
