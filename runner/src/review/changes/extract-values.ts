import type { DocumentCheck } from "../../../../schemas/generated/documents.ts";
import { canonicalJson } from "../../compile/hashes.ts";
import { explainedValue } from "../../load/explain-extract.ts";
import { piiClassOf } from "../../load/pii.ts";
import type { Filter, ResolvedExtract } from "../../load/project-documents.ts";
import { keysInOrder } from "../../load/read-value.ts";
import type { ValueChange } from "../plan-report.ts";
import { valueChanges } from "./value-changes.ts";

/** What other parts of the plan tell: names, who reads it, columns, windows. */
const toldElsewhere = ["kind", "name", "owner", "shared", "fields"];

/** What differs in an extract, defaults filled in, beside what the other parts of its change tell. */
export function extractValues(base: ResolvedExtract, head: ResolvedExtract): readonly ValueChange[] {
  const written = valueChanges(shownValue(base), shownValue(head)).filter(({ path }) => !isTold(path.join(".")));
  const changes = [...warehouseChange(base, head), ...written];
  // Where nothing is told of one that differs, only a value that personal data are compared with is another one.
  const untold = (["filter", "checks"] as const).filter((key) => {
    return !changes.some(({ path }) => path[0] === key) && canonicalJson(base[key]) !== canonicalJson(head[key]);
  });
  return [...changes, ...untold.map((key) => ({ path: [key], base: hidden, head: `${hidden}, another one` }))];
}

/** What a new extract says of its rows and what becomes of its files, beside what the rest of the plan tells and defaults. */
const toldOfNew = new Set<string | number | undefined>(["filter", "dedupe", "checks", "export", "ready", "retention"]);

/** What is told of a new extract. */
export function createdValues(head: ResolvedExtract): readonly ValueChange[] {
  return valueChanges({}, shownValue(head)).filter(({ path }) => toldOfNew.has(path[0]));
}

/** Where the rows come from: another product, or what datafeed.yaml says of the product. */
function warehouseChange(base: ResolvedExtract, head: ResolvedExtract): readonly ValueChange[] {
  const [before, after] = [base.product.warehouse, head.product.warehouse];
  return before === after ? [] : [{ path: ["product", "warehouse"], base: before, head: after }];
}

const hidden = "(hidden)";

/** Of a schedule what its description in words leaves out. */
function isTold(path: string): boolean {
  return path === "output.to" || (path.startsWith("schedule.") && path !== "schedule.overlap");
}

function shownValue(extract: ResolvedExtract): Readonly<Record<string, unknown>> {
  const { filter, checks } = extract;
  const shown = {
    ...extract,
    ...(filter !== undefined && { filter: withoutValues(filter, extract) }),
    ...(checks !== undefined && { checks: checks.map((check) => acceptedHidden(check, extract)) }),
  };
  return Object.fromEntries(Object.entries(explainedValue(shown)).filter(([key]) => !toldElsewhere.includes(key)));
}

/** A filter that shows no value with which personal data are compared. */
export function withoutValues(filter: Filter, extract: ResolvedExtract): Filter {
  if ("all" in filter) return { all: filter.all.map((each) => withoutValues(each, extract)) };
  if ("any" in filter) return { any: filter.any.map((each) => withoutValues(each, extract)) };
  if ("not" in filter) return { not: withoutValues(filter.not, extract) };
  return piiClassOf(extract.template, filter.field) === undefined ? filter : { ...filter, value: hidden };
}

/** A data check that shows no value with which personal data are compared. */
function acceptedHidden(check: DocumentCheck, { template }: ResolvedExtract): DocumentCheck {
  const { accepted } = check;
  if (accepted === undefined) return check;
  const values = keysInOrder(accepted).map((field) => {
    return [field, piiClassOf(template, field) === undefined ? accepted[field] : [hidden]];
  });
  return { ...check, accepted: Object.fromEntries(values) };
}
