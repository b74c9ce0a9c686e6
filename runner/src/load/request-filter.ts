import type { Path } from "./document-places.ts";
import { readFilter } from "./filter.ts";
import type { FilterFindings } from "./findings.ts";
import { grantFor } from "./grants.ts";
import { piiClassOf } from "./pii.ts";
import type { Filter, ResolvedExtract } from "./project-documents.ts";
import type { PlainObject } from "./read-value.ts";
import { schemaProblems } from "./schema-problems.ts";
import { shown } from "./shown-value.ts";
import { validatorOf } from "./validators.ts";

/** A mistake in a request, with the way to it: `filter.all[0].Channel.in`. */
export interface RequestProblem {
  readonly code: string;
  readonly place: string;
  readonly message: string;
  readonly hint?: string;
}

/** So many mappings and lists may be inside each other; nobody writes more, and a bomb would end the stack. */
const deepest = 40;

/**
 * The filter of a request for less of an extract, read and refused as one in a document is: the same schema, operators, types
 * and rules about personal data. Beyond those it may only test fields that the extract selects, none of them masked.
 *
 * @param today YYYY-MM-DD, UTC: grants hold up to and including their `until`.
 */
export function readRequestFilter(
  extract: ResolvedExtract,
  written: unknown,
  today: string,
): { readonly filter?: Filter; readonly problems: readonly RequestProblem[] } {
  if (isDeeperThan(written, deepest)) {
    return { problems: [{ code: "bad-value", place: "filter", message: `The filter is more than ${deepest} levels deep.` }] };
  }
  const found: RequestProblem[] = [];
  const add = (code: string, path: Path, message: string, hint?: string): void => {
    found.push({ code, place: placeOf(path), message, ...(hint === undefined ? {} : { hint }) });
  };
  // A document with nothing but this filter, for the schema; its values are never repeated, as in documents.
  const validate = validatorOf("Extract");
  if (!validate({ kind: "Extract", name: "request", product: "x", owner: "x", template: "x", filter: written })) {
    for (const { code, path, message, hint } of schemaProblems(validate.errors ?? [], () => false)) {
      add(code, path, message, hint);
    }
    return { problems: found };
  }
  for (const [field, path] of conditionsOf(written as PlainObject, ["filter"])) {
    if (extract.fields.some((each) => each.field === field)) continue;
    add("field-unknown", path, `The extract ${shown(extract.name)} does not select this field.`);
  }
  if (found.length > 0) return { problems: found };
  const findings: FilterFindings = { error: add, errorAtKey: add };
  const context = { findings, template: extract.template, refusal: refusalOf(extract, today) };
  const filter = readFilter(context, written as PlainObject, ["filter"]);
  return found.length > 0 ? { problems: found } : { filter, problems: [] };
}

/** Why a request must not compare a field: it would learn from the rows what the file hides. */
function refusalOf(extract: ResolvedExtract, today: string): (field: string) => string | undefined {
  const { template, project, name } = extract;
  return (field) => {
    const pii = piiClassOf(template, field);
    if (pii !== undefined && grantFor(project, { extract: name, template: template.name, field }, today) === undefined) {
      return `${shown(field)} holds personal data (${pii}) and is masked.`;
    }
    const selected = extract.fields.filter((each) => each.field === field);
    return selected.every(({ mask }) => mask !== undefined) ? `${shown(field)} is masked in this extract.` : undefined;
  };
}

/** Every field that a filter tests, with its place. */
function* conditionsOf(value: PlainObject, path: Path): Generator<readonly [field: string, path: Path]> {
  for (const [key, inner] of Object.entries(value)) {
    const place = [...path, key];
    if (key === "not") yield* conditionsOf(inner as PlainObject, place);
    else if (key !== "all" && key !== "any") yield [key, place];
    else for (const [at, item] of (inner as readonly PlainObject[]).entries()) yield* conditionsOf(item, [...place, at]);
  }
}

function placeOf(path: Path): string {
  return path.map((step, at) => (typeof step === "number" ? `[${step}]` : at === 0 ? step : `.${step}`)).join("");
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
