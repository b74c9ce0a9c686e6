import type { Template } from "../../../schemas/generated/documents.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Path } from "./document-places.ts";
import { fieldOf, logicalTypeOf } from "./field-types.ts";
import { checkValue } from "./field-values.ts";
import type { DocumentFindings } from "./findings.ts";
import { piiClassOf } from "./pii.ts";
import type { Scalar } from "./project-documents.ts";
import { keysInOrder } from "./read-value.ts";
import { shown } from "./shown-value.ts";
import { hasStoredNulls } from "./stored-nulls.ts";

/** What data checks are checked against. */
export interface CheckContext {
  readonly findings: DocumentFindings;
  readonly template: Template;
  /** Whether a field's personal data may be compared: a grant in force lets the extract. */
  isClear(field: string): boolean;
  /** Whether the rows have the field: the groups of an aggregate have no dimension that the extract leaves out. */
  hasField(field: string): boolean;
}

/** Finds what is wrong with `notNull`. */
export function checkNotNull(context: CheckContext, name: string, path: Path): void {
  if (!isThere(context, name, path) || !mayAsk(context, name, path) || fieldOf(context.template, name)?.nested === undefined)
    return;
  context.findings.error("check-field", path, `${shown(name)} is never NULL: without children it is empty.`);
}

/** Finds what is wrong with a field of `unique`. */
export function checkUnique(context: CheckContext, name: string, path: Path): void {
  if (!isThere(context, name, path) || !mayAsk(context, name, path) || typeOf(context, name) !== "json") return;
  context.findings.error("check-field", path, `${shown(name)} is JSON, which can't be compared.`);
}

/** Finds what is wrong with `accepted`. */
export function checkAccepted(
  context: CheckContext,
  { field: name, values }: { readonly field: string; readonly values: readonly Scalar[] },
  path: Path,
): void {
  const { findings } = context;
  if (!isThere(context, name, path, "key") || !mayCompare(context, name, path, "key")) return;
  const found = typeOf(context, name);
  if (found === "json") {
    findings.errorAtKey("check-field", path, `${shown(name)} is JSON, which can't be compared.`);
    return;
  }
  const type = found === "local" ? "instant" : found;
  values.forEach((value, at) => {
    const problem = checkValue({ type }, value);
    if (problem === undefined) return;
    const message = `The value does not fit ${shown(name)}, which is of type ${shown(type)}: ${problem}.`;
    findings.error("check-value", [...path, at], message);
  });
}

/** Finds what is wrong with `fresh`. */
export function checkFresh(context: CheckContext, name: string, path: Path): void {
  if (!isThere(context, name, path) || !mayCompare(context, name, path)) return;
  const type = typeOf(context, name);
  if (type === "instant" || type === "local") return;
  const message = `${shown(name)} can't tell how fresh the rows are: it is of type ${shown(type)}, and no instant.`;
  context.findings.error("check-field", path, message);
}

function typeOf({ template }: CheckContext, name: string) {
  return logicalTypeOf(template, name, "UTC")?.type ?? "string";
}

/** Whether the template has the field, and the rows do. */
function isThere(context: CheckContext, name: string, path: Path, at: "key" | "value" = "value"): boolean {
  const { template, hasField } = context;
  if (fieldOf(template, name) === undefined) {
    const message = `The template ${shown(template.name)} has no field ${shown(name)}.`;
    say(context, at, "field-unknown", path, message, didYouMean(name, keysInOrder(template.fields)));
    return false;
  }
  if (hasField(name)) return true;
  const message = `The extract leaves the dimension ${shown(name)} out, so that its groups have no value of it.`;
  say(context, at, "check-field", path, message, "Select the field, or leave it out of the check.");
  return false;
}

/** Which rows offend would tell of the values that a mask hides, as a filter would. */
function mayCompare(context: CheckContext, name: string, path: Path, at: "key" | "value" = "value"): boolean {
  const pii = piiClassOf(context.template, name);
  if (pii === undefined || context.isClear(name)) return true;
  const message = `${shown(name)} holds personal data (${pii}), and no grant in datafeed.yaml lets the check compare it.`;
  const hint = hasStoredNulls(context.template, name)
    ? "`notNull` and `unique` can check it; or write it in an extract with a grant."
    : "Write it in an extract with a grant.";
  say(context, at, "check-on-masked-field", path, message, hint);
  return false;
}

/** Whether `notNull` and `unique` may check a field: they tell of no value, unless an expression makes them. */
function mayAsk(context: CheckContext, name: string, path: Path): boolean {
  return hasStoredNulls(context.template, name) || mayCompare(context, name, path);
}

function say({ findings }: CheckContext, at: "key" | "value", ...finding: Parameters<DocumentFindings["error"]>): void {
  if (at === "key") findings.errorAtKey(...finding);
  else findings.error(...finding);
}
