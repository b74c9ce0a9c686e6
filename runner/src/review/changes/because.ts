import { isDeepStrictEqual } from "node:util";
import { grantOf } from "../../compile/masking.ts";
import { fieldOf, itemsOf } from "../../load/field-types.ts";
import { classMask } from "../../load/grants.ts";
import { itemClassOf, piiClassOf } from "../../load/pii.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import { ownMeaning, sameOwnMeaning, sameTemplate } from "./same-meaning.ts";

/** Whether a reason is one of masks and grants, which decide on the SQL without the extract saying so. */
export function isPolicyReason(reason: string): boolean {
  return /^(masking of|grant for) /.test(reason);
}

/** An extract in two states that both have it. */
interface Both {
  readonly base: ResolvedExtract;
  readonly head: ResolvedExtract;
}

/**
 * What beside its own document makes an extract another one: its template, schedule, product, the project's defaults, masking and
 * grants. `own`: whether its document says the same in both states.
 */
export function becauseOf(both: Both, own: boolean, today: string): readonly string[] {
  const { base, head } = both;
  const reasons = [
    ...(sameParts(both, own) ? [] : [`template ${head.template.name}`]),
    ...(own && !isDeepStrictEqual(base.schedule, head.schedule) ? [scheduleOf(both)] : []),
    ...(base.product.id === head.product.id && !isDeepStrictEqual(base.product, head.product)
      ? [`product ${head.product.id}`]
      : []),
    ...(own && !sameButForReferences(both) ? ["defaults"] : []),
    ...(base.project === head.project ? [] : policyReasons(both, today)),
  ];
  // A template's lag is its schedule's, too.
  return [...new Set(reasons)];
}

/** `fields: all` follows the order of the template's fields. */
function sameParts({ base, head }: Both, own: boolean): boolean {
  if (base.template.name !== head.template.name && !own) return true;
  return sameTemplate(base.template, head.template) && !(own && !isDeepStrictEqual(base.fields, head.fields));
}

function scheduleOf({ base, head }: Both): string {
  const name = head.schedule?.name ?? base.schedule?.name;
  if (name !== undefined) return `schedule ${name}`;
  return base.template.lag === head.template.lag ? "defaults" : `template ${head.template.name}`;
}

/** Without what its references bring. The zone is its schedule's. */
function sameButForReferences({ base, head }: Both): boolean {
  if (sameOwnMeaning(base, head)) return true;
  const left = ({ schedule, product: _, fields: _f, timezone, ...rest }: ReturnType<typeof ownMeaning>) =>
    schedule === undefined ? { ...rest, timezone } : rest;
  return isDeepStrictEqual(left(ownMeaning(base)), left(ownMeaning(head)));
}

/** Masks and grants, as far as they are about what the extract reads. */
function policyReasons({ base, head }: Both, today: string): readonly string[] {
  const fields = [...new Set([...base.fields, ...head.fields].map(({ field }) => field))];
  const classes = new Set(fields.flatMap((field) => [...classesOf(base, field), ...classesOf(head, field)]));
  const masks = [...classes].filter((pii) => classMask(base.project, pii) !== classMask(head.project, pii));
  const granted = fields.filter((field) => {
    const [before, after] = [base, head].map((extract) => grantOf({ extract, today }, field));
    return !isDeepStrictEqual(before, after);
  });
  return [...masks.map((pii) => `masking of ${pii}`), ...granted.map((field) => `grant for ${field}`)];
}

function classesOf({ template }: ResolvedExtract, name: string) {
  const field = fieldOf(template, name);
  if (field === undefined) return [];
  return [piiClassOf(template, name), ...itemsOf(field).map((placed) => itemClassOf(template, placed))].filter(
    (pii) => pii !== undefined,
  );
}
