import type { Grant, Mask, PiiClass, Project, Template } from "../../../schemas/generated/documents.ts";
import { defaults } from "./defaults.ts";
import { fieldOf } from "./field-types.ts";
import { piiClassOf } from "./pii.ts";
import type { ResolvedExtract } from "./project-documents.ts";

/** The field that somebody wants to read in the clear. */
export interface GrantedField {
  readonly extract: string;
  readonly template: string;
  readonly field: string;
}

/**
 * The grant that lets an extract read a field in the clear today; undefined when there is none. Of several the one that lasts
 * longest.
 *
 * @param today YYYY-MM-DD, UTC.
 */
export function grantFor(project: Project, wanted: GrantedField, today: string): Grant | undefined {
  let found: Grant | undefined;
  for (const grant of project.grants ?? []) {
    if (!covers(grant, wanted) || isExpired(grant, today)) continue;
    if (found === undefined || grant.until > found.until) found = grant;
  }
  return found;
}

/** Whether a grant is about an extract's field, on whatever day. */
export function covers({ template, fields, extracts }: Grant, wanted: GrantedField): boolean {
  return template === wanted.template && fields.includes(wanted.field) && (extracts?.includes(wanted.extract) ?? true);
}

/** Whether a grant's last day is over. */
export function isExpired(grant: Grant, today: string): boolean {
  return grant.until < today;
}

/** From the mask that shows most to the one that shows nothing: the last four characters, the length and words, nothing. */
const strictness: readonly Mask[] = ["last4", "redact", "full"];

/** The ended grants for want of which an extract's fields are masked again; none for a field that another grant covers. */
export function endedGrants(extract: ResolvedExtract, today: string): readonly Grant[] {
  const template = extract.template.name;
  const masked = extract.fields.filter(
    ({ field }) => grantFor(extract.project, { extract: extract.name, template, field }, today) === undefined,
  );
  return (extract.project.grants ?? []).filter(
    (grant) =>
      isExpired(grant, today) &&
      grant.template === template &&
      (grant.extracts?.includes(extract.name) ?? true) &&
      masked.some(({ field }) => grant.fields.includes(field)),
  );
}

/** The mask that shows less. */
export function stricter(one: Mask, other: Mask): Mask {
  return strictness.indexOf(one) >= strictness.indexOf(other) ? one : other;
}

/**
 * The mask on a field without a grant; undefined for a field without personal data. Policy's for the class, or the template's
 * where that shows less: templates are authored, and authors can hide more, never show more (DESIGN 3).
 */
export function maskOf(project: Project, template: Template, name: string): Mask | undefined {
  const pii = piiClassOf(template, name);
  if (pii === undefined) return undefined;
  const policy = classMask(project, pii);
  return stricter(policy, fieldOf(template, name)?.mask ?? policy);
}

/** The mask that policy puts on a class of personal data. */
export function classMask({ masking }: Project, pii: PiiClass): Mask {
  return (masking !== undefined && Object.hasOwn(masking, pii) ? masking[pii] : undefined) ?? defaults.mask;
}
