import { compileExtract } from "../../compile/compile-extract.ts";
import type { Plan } from "../../compile/plan.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { Dialect } from "../../load/types.ts";
import { type ChosenWindow, ownWindow } from "../../schedule/own-window.ts";
import type { Comparison, Dialects, ExtractPair } from "../comparison.ts";

/** What came of compiling an extract of one state. */
export type Compiled = { readonly plan: Plan } | { readonly error: DatafeedError };

/** Both states of an extract for one dialect, with the same window. */
export interface CompiledPair {
  readonly dialect: Dialect;
  readonly base?: Compiled;
  readonly head?: Compiled;
}

/** Compiles what there is of an extract in both states. Never throws for what a document says. */
export function compileBoth(pair: ExtractPair, dialects: Dialects, comparison: Comparison): readonly CompiledPair[] {
  const { base, head } = pair;
  const chosen = windowOf(pair, comparison.now);
  const compiled = (extract: ResolvedExtract, dialect: Dialect): Compiled => {
    try {
      return { plan: compileExtract(extract, { ...chosen, dialect, today: comparison.today }) };
    } catch (error) {
      if (error instanceof DatafeedError) return { error };
      throw error;
    }
  };
  return dialects.each.map((dialect) => ({
    dialect,
    ...(base !== undefined && { base: compiled(base, dialect) }),
    ...(head !== undefined && { head: compiled(head, dialect) }),
  }));
}

/** The plan, where it could be made. */
export function planOf(compiled: Compiled | undefined): Plan | undefined {
  return compiled !== undefined && "plan" in compiled ? compiled.plan : undefined;
}

/**
 * The window in which both are compiled: the head's own, else the base's; of an extract that has none the day before now, in UTC.
 * It is the same in both, so that a query differs by what the change says alone.
 */
function windowOf({ base, head }: ExtractPair, now: string): ChosenWindow {
  const own = [head, base].map((extract) => extract && ownWindow(extract, now)).find((window) => window !== undefined);
  if (own !== undefined) return own;
  const end = Date.parse(`${now.slice(0, 10)}T00:00:00.000Z`);
  const [from, to] = [end - 86_400_000, end].map((ms) => new Date(ms).toISOString()) as [string, string];
  return { kind: "Adhoc", window: { start: from, end: to, timezone: "UTC" } };
}
