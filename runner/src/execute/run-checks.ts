import type { CheckPlan, CheckQuery, Column, Plan } from "../compile/plan.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { canonicalText } from "../format/canonical/canonical-text.ts";
import type { CheckKind, CheckSeverity } from "../load/data-checks.ts";
import { shown } from "../load/shown-value.ts";
import type { Snapshot, Warehouse } from "../warehouse/warehouse.ts";

/** What came of a data check. Keys hold no personal data: templates can't order by them. */
export interface CheckResult {
  readonly name: string;
  readonly kind: CheckKind;
  readonly severity: CheckSeverity;
  readonly passed: boolean;
  /** Rows that offend; of `rows` all that there are, of `fresh` those that are new enough. */
  readonly found: number;
  /** What was found, in words, without keys: `3 rows without a value of Channel`. */
  readonly finding: string;
  /** Of a failed check of rows: the keys of the first ten that offend, in canonical text. */
  readonly keys?: readonly (readonly string[])[];
}

/** So many keys are shown. */
const mostKeys = 10;

/**
 * Runs the data checks of a plan by themselves, without reading its rows. Errors: warehouse-* codes; a check that fails is in
 * the answer, not thrown.
 */
export async function runChecks(plan: Plan, warehouse: Warehouse, signal: AbortSignal): Promise<readonly CheckResult[]> {
  if (plan.checks === undefined) return [];
  let results: readonly CheckResult[] = [];
  const before = async (snapshot: Snapshot): Promise<void> => {
    results = await askChecks(plan, snapshot);
  };
  await using _ = await warehouse.read(plan.query, { signal, before });
  return results;
}

/** Runs the data checks in a snapshot: first what is counted, then the keys of what offends. */
export async function askChecks(plan: Plan, snapshot: Snapshot): Promise<readonly CheckResult[]> {
  const { counts, checks, key } = plan.checks ?? { counts: [], checks: [], key: [] };
  const counted: (readonly (string | null)[])[] = [];
  for (const [at, query] of counts.entries()) {
    const [row = []] = await clearly(plan, namesOf(checks, at), () => snapshot.ask(query));
    counted.push(row);
  }
  const results: CheckResult[] = [];
  for (const check of checks) {
    const { name, kind, severity, least, most = Number.POSITIVE_INFINITY } = check;
    const found = countOf(plan, name, counted[check.counted.by]?.[check.counted.column]);
    const passed = found >= least && found <= most;
    const keys = passed ? undefined : await clearly(plan, [name], () => keysOf(check, { key, plan, snapshot }));
    const finding = `${found === 0 ? "no row" : found === 1 ? "1 row" : `${found} rows`} ${check.finding}`;
    results.push({ name, kind, severity, passed, found, finding, ...(keys === undefined ? {} : { keys }) });
  }
  return results;
}

/** What was counted. An answer without the number must not pass for none. */
function countOf(plan: Plan, name: string, text: string | null | undefined): number {
  if (text != null && /^[0-9]+(?:\.0+)?$/.test(text)) return Number(text);
  throw new DatafeedError(
    "check-uncounted",
    `Extract ${plan.extract}, the check ${shown(name)}: the warehouse gave no count.`,
    {
      hint: "Nothing was published. Run it again; if it stays so, report it.",
    },
  );
}

/** What an error-severity failure says of itself; undefined when nothing that failed is an error. */
export function checkFailure(plan: Plan, results: readonly CheckResult[]): DatafeedError | undefined {
  const failed = results.filter(({ passed, severity }) => !passed && severity === "error");
  if (failed.length === 0) return undefined;
  const names = plan.checks?.key.map(({ name }) => name) ?? [];
  const message = failed.map((result) => failureText(result, names)).join("; ");
  return new DatafeedError("check-failed", `Extract ${plan.extract}: ${message}`, {
    hint: "Nothing was published. Look at these rows at the source, then run it again.",
  });
}

/** What failed checks say that are no errors. */
export function checkWarnings(plan: Plan, results: readonly CheckResult[]): readonly string[] {
  const key = plan.checks?.key.map(({ name }) => name) ?? [];
  return results.filter(({ passed, severity }) => !passed && severity === "warn").map((result) => failureText(result, key));
}

/** What a failed check says: `the check notNull: Channel failed: 3 rows without a value of Channel; Contact ID: …`. */
export function failureText({ name, finding, found, keys = [] }: CheckResult, key: readonly string[]): string {
  const failed = `the check ${shown(name)} failed: ${finding}`;
  if (keys.length === 0) return failed;
  const listed = keys.map((cells) => (cells.length === 1 ? shown(cells[0]) : `(${cells.map(shown).join(", ")})`)).join(", ");
  const more = found > keys.length ? ", …" : "";
  return `${failed}; ${key.join(", ")}: ${listed}${more}`;
}

interface Asked {
  readonly key: CheckPlan["key"];
  readonly plan: Plan;
  readonly snapshot: Snapshot;
}

async function keysOf(check: CheckQuery, { key, plan, snapshot }: Asked): Promise<CheckResult["keys"]> {
  if (check.keys === undefined || key.length === 0) return undefined;
  if (check.answer !== undefined) {
    // Redshift folds the names of columns.
    const given = new Set((await snapshot.describe(check.answer)).map(({ name }) => name.toLowerCase()));
    if (!key.every(({ field }) => given.has(field.toLowerCase()))) return undefined;
  }
  const rows = await snapshot.ask(check.keys);
  return rows.slice(0, mostKeys).map((row) => key.map((column, at) => keyText(column, row[at] ?? null, plan)));
}

/** A value without canonical text, such as an infinite time, is shown as the warehouse gives it. */
function keyText({ type }: Column, text: string | null, { dialect }: Plan): string {
  if (text === null) return "NULL";
  try {
    return canonicalText(type, dialect)(text);
  } catch {
    return text;
  }
}

function namesOf(checks: readonly CheckQuery[], by: number): readonly string[] {
  return checks.filter(({ counted }) => counted.by === by).map(({ name }) => name);
}

/** What the warehouse says against a check's SQL is said of the check. */
async function clearly<Result>(plan: Plan, names: readonly string[], work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DatafeedError)) throw error;
    const what = names.length === 1 ? `the check ${shown(names[0])}` : `the checks ${names.map(shown).join(", ")}`;
    throw new DatafeedError(error.code, `Extract ${plan.extract}, ${what}: ${error.message}`, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    });
  }
}
