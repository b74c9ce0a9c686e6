import { isDeepStrictEqual } from "node:util";
import { canonicalJson, canonicalTemplate } from "../../compile/hashes.ts";
import { fieldOf, shapeOf } from "../../load/field-types.ts";
import type { ResolvedExtract, Template } from "../../load/project-documents.ts";
import { keysInOrder } from "../../load/read-value.ts";

/** What an extract says, once its references are followed and its defaults filled in; beside template and policy. */
export type OwnMeaning = Omit<ResolvedExtract, "file" | "project" | "template" | "templateFields">;

/** What an extract means by itself, without its template and where it stands. */
export function ownMeaning({ file: _, project: _p, template: _t, templateFields: _f, ...own }: ResolvedExtract): OwnMeaning {
  return own;
}

/** Whether two extracts say the same, whatever their templates and the policy are. */
export function sameOwnMeaning(one: ResolvedExtract, other: ResolvedExtract): boolean {
  return one === other || isDeepStrictEqual(ownMeaning(one), ownMeaning(other));
}

const texts = new WeakMap<Template, string>();

/** Whether two templates mean the same. The order of their fields does not count: it is the extract's to choose. */
export function sameTemplate(one: Template, other: Template): boolean {
  return one === other || meaningOf(one) === meaningOf(other);
}

function meaningOf(template: Template): string {
  const known = texts.get(template);
  if (known !== undefined) return known;
  // Sorted keys would lose the order of an object's keys, which is part of what it means.
  const shapes = keysInOrder(template.fields).flatMap((name) => {
    const field = fieldOf(template, name);
    return field?.nested === undefined && field?.object === undefined ? [] : [[name, shapeOf(field)] as const];
  });
  const text = `${canonicalTemplate(template)}\n${canonicalJson(Object.fromEntries(shapes))}`;
  texts.set(template, text);
  return text;
}

/**
 * Whether two extracts ask the warehouse for the same and write it in the same form, so that neither needs to be compiled. The
 * policies are compared by whoever knows what the extract reads.
 */
export function readsTheSame(one: ResolvedExtract, other: ResolvedExtract): boolean {
  return sameTemplate(one.template, other.template) && isDeepStrictEqual(reading(one), reading(other));
}

/** Without who owns it, when it runs, and what becomes of its runs. */
function reading(extract: ResolvedExtract) {
  const {
    name: _,
    id: _i,
    description: _d,
    owner: _o,
    schedule: _s,
    operation: _op,
    breaking: _b,
    ...rest
  } = ownMeaning(extract);
  return rest;
}
