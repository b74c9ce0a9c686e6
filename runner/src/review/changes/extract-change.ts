import { isDeepStrictEqual } from "node:util";
import { definitionHash } from "../../compile/hashes.ts";
import type { Plan } from "../../compile/plan.ts";
import type { Diagnostic } from "../../errors/diagnostic.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { Comparison, Dialects, ExtractPair } from "../comparison.ts";
import type { Changed, ColumnsChange, DocumentChange } from "../plan-report.ts";
import { plannedSchedule, windowsChange } from "../windows/windows-change.ts";
import { becauseOf, isPolicyReason } from "./because.ts";
import { breakingReasons, formChange } from "./breaking-reasons.ts";
import { columnsChange, type ListChange } from "./columns-change.ts";
import { type Compiled, type CompiledPair, compileBoth, planOf } from "./compile-both.ts";
import type { StateDocument } from "./documents-of.ts";
import { createdValues, extractValues } from "./extract-values.ts";
import { outline } from "./kind-of-change.ts";
import type { Matched } from "./match-documents.ts";
import { readsTheSame } from "./same-meaning.ts";
import { sqlChanges } from "./sql-change.ts";

/** A change of an extract, and what it was made of. */
export interface ExtractChange {
  readonly change: DocumentChange;
  readonly pair: ExtractPair;
  /** For the warehouse's dialect, where it is known and both states compile. */
  readonly plans?: { readonly base?: Plan; readonly head: Plan };
  /** What can't be compiled in the head. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What changes for an extract; undefined when nothing does. `ownSame`: whether its document says the same in both states. */
export function extractChange(
  matched: Matched<StateDocument<ResolvedExtract>>,
  ownSame: boolean,
  dialects: (extract: ResolvedExtract | undefined, other: ResolvedExtract | undefined) => Dialects,
  comparison: Comparison,
): ExtractChange | undefined {
  const [base, head] = [matched.base?.value, matched.head?.value];
  if (base !== undefined && base === head) return undefined;
  const known = outline("Extract", matched);
  if (known === undefined) return undefined;
  const pair: ExtractPair = { ...(base && { base }), ...(head && { head }) };
  const both = base !== undefined && head !== undefined ? { base, head } : undefined;
  const because = both === undefined ? [] : becauseOf(both, ownSame, comparison.today);
  if (both !== undefined && ownSame && because.length === 0) return undefined;
  const isAffected = ownSame && known.change === "changed";
  const outlined = { ...known, ...(isAffected && { change: "affected" as const }) };
  // Against a base that nobody can read, whatever the head shows counts as new.
  if (known.unsound !== undefined)
    return { change: { ...outlined, because }, pair: { ...(head && { head }) }, diagnostics: [] };

  const around = dialects(head ?? base, base);
  const before = dialects(base ?? head, head);
  const isRead = both === undefined || !readsTheSame(both.base, both.head) || because.some(isPolicyReason);
  const compiled = isRead ? compileBoth(pair, around, before, comparison) : [];
  const sql = sqlChanges(compiled, around);
  const columns = columnsOf(pair, compiled, isRead);
  const values = both === undefined ? (head === undefined ? [] : createdValues(head)) : extractValues(both.base, both.head);
  const windows = windowsChange(base && plannedSchedule(base), head && plannedSchedule(head), comparison.now);
  const plans = plansOf(compiled, around);
  return {
    change: {
      ...outlined,
      because: [...because, ...baseFailures(compiled, around)],
      ...(values.length > 0 && { values }),
      definitionHash: { ...(base && { base: definitionHash(base) }), ...(head && { head: definitionHash(head) }) },
      ...changedValue("owner", base?.owner, head?.owner),
      ...changedValue("shared", base?.shared, head?.shared),
      ...changedValue("destination", base?.output.to, head?.output.to),
      ...(sql.length > 0 && { sql }),
      ...(columns !== undefined && { columns }),
      ...(windows !== undefined && { windows }),
    },
    pair,
    ...(plans !== undefined && { plans }),
    diagnostics: headFailures(pair, compiled, around),
  };
}

/** What the base says and what the head says, where they differ. */
export function changedValue<Key extends string, Value>(key: Key, base: Value | undefined, head: Value | undefined) {
  if (isDeepStrictEqual(base, head)) return {};
  const changed: Changed<Value> = { ...(base !== undefined && { base }), ...(head !== undefined && { head }) };
  return { [key]: changed } as { readonly [K in Key]: Changed<Value> };
}

/** Columns mean the same in every dialect: those of the first that compiles are compared. */
function columnsOf(pair: ExtractPair, compiled: readonly CompiledPair[], isRead: boolean): ColumnsChange | undefined {
  const [before, after] = [firstPlan(compiled, "base"), firstPlan(compiled, "head")];
  if (!isRead) return columnsWith(pair, columnsChange([], []), 0);
  if ((pair.base !== undefined && before === undefined) || (pair.head !== undefined && after === undefined)) return undefined;
  return columnsWith(pair, columnsChange(before?.columns ?? [], after?.columns ?? []), after?.columns.length ?? 0);
}

function columnsWith(pair: ExtractPair, lists: ListChange, count: number): ColumnsChange | undefined {
  const format = formChange(pair);
  const breaking = breakingReasons(pair, lists, count);
  // Of a removed extract each column is removed; that it is removed says it.
  const told = pair.head === undefined ? { ...lists, removed: [] } : lists;
  const differs = Object.values(told).some((list) => list.length > 0) || Object.keys(format).length > 0 || breaking.length > 0;
  return differs ? { ...told, format, breaking, acknowledged: pair.head?.breaking === true } : undefined;
}

/** The plan in the first dialect in which there is one. */
export function firstPlan(compiled: readonly CompiledPair[], state: "base" | "head"): Plan | undefined {
  return compiled.map((each) => planOf(each[state])).find((plan) => plan !== undefined);
}

function plansOf(compiled: readonly CompiledPair[], { known }: Dialects): ExtractChange["plans"] {
  const [first] = compiled;
  const [base, head] = [planOf(first?.base), planOf(first?.head)];
  return known && head !== undefined ? { ...(base !== undefined && { base }), head } : undefined;
}

/** Where the dialect is not known, one for which it compiles is enough: nobody else needs it. */
function failureOf(compiled: readonly CompiledPair[], state: "base" | "head", known: boolean) {
  const failed = (each: Compiled | undefined) => (each !== undefined && "error" in each ? each.error : undefined);
  const errors = (known ? compiled.slice(0, 1) : compiled).map((each) => ({
    dialect: state === "head" ? each.dialect : each.baseDialect,
    error: failed(each[state]),
  }));
  return errors.every(({ error }) => error !== undefined) ? errors[0] : undefined;
}

/** That the base can't be compiled, as a reason for what is not compared. */
export function baseFailures(compiled: readonly CompiledPair[], { known }: Dialects): readonly string[] {
  const failure = failureOf(compiled, "base", known);
  if (failure?.error === undefined) return [];
  return [`the base does not compile${known ? ` for ${failure.dialect}` : ""} (${failure.error.code})`];
}

/** What can't be compiled in the head. */
export function headFailures(
  { head }: ExtractPair,
  compiled: readonly CompiledPair[],
  { known }: Dialects,
): readonly Diagnostic[] {
  const failure = failureOf(compiled, "head", known);
  if (head === undefined || failure?.error === undefined) return [];
  const { code, message, hint } = failure.error;
  const where = known ? ` (${failure.dialect})` : "";
  const of = head.event === undefined ? "" : `, event ${head.event.type}`;
  const said = `${head.name}${of}${where}: ${message}`;
  return [{ code, severity: "error", message: said, file: head.file, ...(hint !== undefined && { hint }) }];
}
