import { compileExtract } from "../compile/compile-extract.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { ResolvedExtract } from "../load/project-documents.ts";
import { matchColumns } from "../warehouse/match-columns.ts";
import type { Check, Warehouse } from "../warehouse/warehouse.ts";
import { slowChildren } from "./check-child-indexes.ts";

/** A template whose query is not answered by then is a finding; the others are tried all the same. */
const patienceMs = 20_000;
/** So many templates are tried at a warehouse, so that `doctor` ends. */
const mostTemplates = 100;

/**
 * Tries the templates that extracts use at a warehouse: may the role read what they name, and do the columns fit? Each query
 * runs without giving a row, since a right that is missing shows when a query starts and not when it is described.
 */
export async function checkTemplates(
  warehouse: Warehouse,
  extracts: readonly ResolvedExtract[],
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const here = extracts.filter(({ product }) => product.warehouse === warehouse.name);
  const templates = [...Map.groupBy(here, ({ template }) => template.name)].sort(([a], [b]) => (a < b ? -1 : 1));
  const checks: Check[] = [];
  for (const [template, users] of templates.slice(0, mostTemplates)) {
    checks.push({ name: `template ${template}`, ...(await tryTemplate(warehouse, users, signal)) });
  }
  const left = templates.length - mostTemplates;
  if (left > 0) checks.push({ name: "templates", ok: true, advice: true, detail: `${left} more were not tried` });
  return checks;
}

async function tryTemplate(
  warehouse: Warehouse,
  users: readonly ResolvedExtract[],
  signal: AbortSignal,
): Promise<Omit<Check, "name">> {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    const now = new Date().toISOString();
    const user = usingAllFields(users);
    const plan = compileExtract(user, {
      kind: "Adhoc",
      window: { start: now, end: now, timezone: "UTC" },
      dialect: warehouse.dialect,
      today: now.slice(0, 10),
      limit: 0,
    });
    await using reading = await warehouse.read(plan.query, { signal: AbortSignal.any([signal, patience]) });
    matchColumns(plan, reading.columns, warehouse.accepts);
    for await (const _ of reading.batches);
    const slow = await slowChildren(warehouse, user, AbortSignal.any([signal, patience]));
    if (slow !== undefined) return { ok: true, advice: true, detail: slow };
    return { ok: true, detail: `${plan.columns.length} fields can be read` };
  } catch (error) {
    signal.throwIfAborted();
    if (patience.aborted) return { ok: false, detail: `no answer within ${patienceMs / 1000} s` };
    if (!(error instanceof DatafeedError)) throw error;
    return { ok: false, detail: [error.message, error.hint ?? ""].join(" ").trim() };
  }
}

/** One extract with every field that any of them reads, and the key, by which they are ordered. */
function usingAllFields(users: readonly ResolvedExtract[]): ResolvedExtract {
  const [first] = users;
  if (first === undefined) throw new TypeError("A template that nobody uses is not tried.");
  const fields = new Map(users.flatMap((user) => user.fields.map((field) => [field.field, { ...field, as: field.field }])));
  const isAggregate = Object.values(first.template.fields).some(({ measure }) => measure !== undefined);
  for (const field of isAggregate ? [] : (first.template.key ?? [])) {
    if (!fields.has(field)) fields.set(field, { field, as: field });
  }
  const { filter: _, ...extract } = first;
  return { ...extract, fields: [...fields.values()] };
}
