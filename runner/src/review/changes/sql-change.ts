import { formatPatch, OMIT_HEADERS, structuredPatch } from "diff";
import type { Plan } from "../../compile/plan.ts";
import { queryText } from "../../compile/query-text.ts";
import type { Dialects } from "../comparison.ts";
import type { SqlChange } from "../plan-report.ts";
import { type CompiledPair, planOf } from "./compile-both.ts";

const context = 3;
/** Lines that differ more than so much are not worth a search for the smallest difference: it would take seconds. */
const mostEdits = 2_000;

/**
 * How the query changes, for each dialect in which it does; dialects that give the same difference are told once. Nothing where
 * one of the states could not be compiled.
 */
export function sqlChanges(compiled: readonly CompiledPair[], { known }: Dialects): readonly SqlChange[] {
  const changes = new Map<string, SqlChange>();
  for (const { dialect, base, head } of compiled) {
    const [before, after] = [planOf(base), planOf(head)];
    const warehouse = (after ?? before)?.warehouse;
    if (warehouse === undefined || (base !== undefined && before === undefined) || after === undefined) continue;
    const diff = unified(before, after);
    if (diff !== "" && !changes.has(diff)) changes.set(diff, { warehouse, dialect, dialectKnown: known, diff });
  }
  return [...changes.values()];
}

function unified(base: Plan | undefined, head: Plan): string {
  const [before, after] = [base === undefined ? "" : textOf(base), textOf(head)];
  if (before === after) return "";
  const patch = structuredPatch("", "", before, after, "", "", { context, maxEditLength: mostEdits });
  return patch === undefined ? replaced(before, after) : formatPatch(patch, OMIT_HEADERS).trimEnd();
}

/** All of one text out, all of the other in. */
function replaced(before: string, after: string): string {
  const [out, put] = [before, after].map((text) => text.trimEnd().split("\n")) as [string[], string[]];
  const lines = [...out.map((line) => `-${line}`), ...put.map((line) => `+${line}`)];
  return [`@@ -1,${out.length} +1,${put.length} @@`, ...lines].join("\n");
}

/** The statement and the values bound to it; those that are compared with personal data are hidden. */
function textOf(plan: Plan): string {
  const { sql, values } = queryText(plan);
  return `${[sql, ...values].join("\n")}\n`;
}
