import type { Plan } from "../../compile/plan.ts";
import { queryText } from "../../compile/query-text.ts";
import type { Dialects } from "../comparison.ts";
import type { SqlChange } from "../plan-report.ts";
import { type CompiledPair, planOf } from "./compile-both.ts";
import { sqlDiff } from "./sql-diff.ts";

/**
 * How the query changes, for each dialect in which it does; dialects that give the same difference are told once. Nothing where
 * one of the states could not be compiled.
 */
export function sqlChanges(compiled: readonly CompiledPair[], { known }: Dialects): readonly SqlChange[] {
  const changes = new Map<string, SqlChange>();
  const isBaseRead = compiled.some(({ base }) => planOf(base) !== undefined);
  for (const [at, { dialect, base, head }] of compiled.entries()) {
    const [before, after] = [planOf(base), planOf(head)];
    if (after === undefined || (base !== undefined && !isBaseRead)) continue;
    const { warehouse } = after;
    // A text for a dialect that the base has none for is new.
    const diff = sqlDiff(before === undefined ? "" : textOf(before), textOf(after));
    if (diff === undefined || changes.has(diff.whole)) continue;
    changes.set(diff.whole, { warehouse, dialect, dialectKnown: known && at === 0, ...diff.shown });
  }
  return [...changes.values()];
}

/** The statement and the values bound to it; those that are compared with personal data are hidden. */
function textOf(plan: Plan): string {
  const { sql, values } = queryText(plan);
  return `${[sql, ...values].join("\n")}\n`;
}
