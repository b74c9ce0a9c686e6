import { checkDuplicates } from "./duplicates.ts";
import type { DocumentFindings, Findings } from "./findings.ts";
import type { OfKind } from "./load-file.ts";
import type { ValidatedDocument } from "./validate-document.ts";

/** The documents that share a name or an id with another one, each with what was found in it. */
export function findDuplicates(
  named: readonly OfKind<"Extract" | "Feed" | "Schedule" | "Template" | "Test">[],
  findings: Findings,
): ReadonlyMap<ValidatedDocument, DocumentFindings> {
  const forks = new Map<ValidatedDocument, DocumentFindings>();
  checkDuplicates(named, (document) => {
    const fork = forks.get(document) ?? document.findings.fork(findings);
    forks.set(document, fork);
    return fork;
  });
  for (const { places } of forks.values()) places.release();
  return forks;
}
