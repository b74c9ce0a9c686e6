import type { Diagnostic } from "../../errors/diagnostic.ts";
import type { Comparison, ExtractPair } from "../comparison.ts";
import { dialectsOf } from "../dialects.ts";
import type { ColumnView, SqlChange } from "../plan-report.ts";
import { becauseOf, isPolicyReason } from "./because.ts";
import { columnsChange, type ListChange } from "./columns-change.ts";
import { compileBoth } from "./compile-both.ts";
import { baseFailures, firstPlan, headFailures } from "./extract-change.ts";
import { readsTheSame } from "./same-meaning.ts";
import { sqlChanges } from "./sql-change.ts";

/** What changes in the payload of an event. */
export interface EventChange {
  readonly type: string;
  readonly pair: ExtractPair;
  readonly because: readonly string[];
  readonly sql: readonly SqlChange[];
  /** Columns are called after their event. */
  readonly lists: ListChange;
  readonly diagnostics: readonly Diagnostic[];
}

/** What changes in an event's payload, of which a template, masks and grants decide; undefined when nothing does. */
export function eventChange(pair: ExtractPair, comparison: Comparison): EventChange | undefined {
  const { base, head } = pair;
  const type = (head ?? base)?.event?.type;
  if (type === undefined) return undefined;
  const both = base !== undefined && head !== undefined ? { base, head } : undefined;
  const because = both === undefined ? [] : becauseOf(both, false, comparison.today);
  if (both !== undefined && because.length === 0 && readsTheSame(both.base, both.head)) return undefined;
  const around = dialectsOf(comparison.head, head ?? base, base);
  const before = dialectsOf(comparison.head, base ?? head, head);
  const isRead = both === undefined || !readsTheSame(both.base, both.head) || because.some(isPolicyReason);
  const compiled = isRead ? compileBoth(pair, around, before, comparison) : [];
  return {
    type,
    pair,
    because: [...because, ...baseFailures(compiled, around)],
    sql: sqlChanges(compiled, around).map((change) => ({ event: type, ...change })),
    lists: calledAfter(
      type,
      columnsChange(firstPlan(compiled, "base")?.columns ?? [], firstPlan(compiled, "head")?.columns ?? []),
    ),
    diagnostics: headFailures(pair, compiled, around),
  };
}

function calledAfter(type: string, { added, removed, renamed, retyped, reordered }: ListChange): ListChange {
  const of = (name: string): string => `${type}.${name}`;
  const view = (column: ColumnView): ColumnView => ({ ...column, name: of(column.name), field: of(column.field) });
  return {
    added: added.map(view),
    removed: removed.map(view),
    renamed: renamed.map(({ from, to, field }) => ({ from: of(from), to: of(to), field })),
    retyped: retyped.map((each) => ({ ...each, name: of(each.name) })),
    reordered: reordered.map(of),
  };
}
