import { compileExtract } from "../../compile/compile-extract.ts";
import type { Plan } from "../../compile/plan.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { Dialect } from "../../load/types.ts";
import { type ChosenWindow, ownWindow } from "../../schedule/own-window.ts";
import type { Comparison, Dialects, ExtractPair } from "../comparison.ts";

/** What came of compiling an extract of one state. */
export type Compiled = { readonly plan: Plan } | { readonly error: DatafeedError };

/** Both states of an extract for one dialect, with the same window; of one that moved to another warehouse, each for its own. */
export interface CompiledPair {
  /** The head's, and that of what is removed. */
  readonly dialect: Dialect;
  readonly baseDialect: Dialect;
  readonly base?: Compiled;
  readonly head?: Compiled;
}

/**
 * Compiles what there is of an extract in both states. Never throws for what a document says.
 *
 * @param dialects Those of the head's warehouse; of what is removed, of the base's.
 * @param dialectsBefore Those of the base's.
 */
export function compileBoth(
  pair: ExtractPair,
  dialects: Dialects,
  dialectsBefore: Dialects,
  comparison: Comparison,
): readonly CompiledPair[] {
  const { base, head } = pair;
  const own = dialects.known && dialectsBefore.known ? dialectsBefore.each[0] : undefined;
  const chosen = windowOf(pair, comparison.now);
  const compiled = (extract: ResolvedExtract, dialect: Dialect): Compiled => {
    try {
      return { plan: compileExtract(extract, { ...chosen, dialect, today: comparison.today }) };
    } catch (error) {
      if (error instanceof DatafeedError) return { error };
      throw error;
    }
  };
  return dialects.each.map((dialect, at) => {
    const baseDialect = at === 0 ? (own ?? dialect) : dialect;
    return {
      dialect,
      baseDialect,
      ...(base !== undefined && { base: compiled(base, baseDialect) }),
      ...(head !== undefined && { head: compiled(head, dialect) }),
    };
  });
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
