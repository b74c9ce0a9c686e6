import type { Diagnostic } from "../errors/diagnostic.ts";
import type { PlanDiagnostic } from "./plan-report.ts";

/**
 * Marks what is wrong with the base as well, word for word and in the same file, wherever there it stood: as often as it is there.
 * The rest is new, and what a reviewer looks for.
 */
export function markKnown(base: readonly Diagnostic[], head: readonly Diagnostic[]): readonly PlanDiagnostic[] {
  const left = new Map<string, number>();
  for (const each of base) left.set(wordsOf(each), (left.get(wordsOf(each)) ?? 0) + 1);
  return head.map((each) => {
    const number = left.get(wordsOf(each)) ?? 0;
    if (number === 0) return each;
    left.set(wordsOf(each), number - 1);
    return { ...each, known: true };
  });
}

function wordsOf({ severity, code, file, message, hint }: Diagnostic): string {
  return JSON.stringify([severity, code, file, message, hint]);
}
