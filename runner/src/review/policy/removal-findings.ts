import { isDeepStrictEqual } from "node:util";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { RulesInForce } from "../../load/rules.ts";
import { shown } from "../../load/shown-value.ts";
import { ownMeaning } from "../changes/same-meaning.ts";
import type { Comparison } from "../comparison.ts";
import type { DocumentChange, PlanFinding } from "../plan-report.ts";
import { severityOf } from "./exposure-findings.ts";

/**
 * That a removed extract breaks its readers. There is no place left where its author could say that they know, so it is a warning,
 * however grave the rule `breaking` is.
 */
export function removalFindings(
  { kind, name, file }: DocumentChange,
  { base, head }: Comparison,
  { breaking }: RulesInForce,
): readonly PlanFinding[] {
  if (severityOf(breaking) === undefined) return [];
  const message = `${shown(name)} is removed: its readers get no new files.`;
  const removed = base.loaded.extracts.get(name);
  const twin = removed && [...head.loaded.extracts.values()].find((extract) => isRenamed(removed, extract));
  const hint =
    twin === undefined
      ? "Tell the readers; there is nothing to write."
      : `${shown(twin.name)} says the same: for a rename, give it an \`id\` in a change of its own first, and keep it.`;
  return [{ code: "plan-breaking", severity: "warning", message, hint, file, document: { kind, name } }];
}

function isRenamed(base: ResolvedExtract, head: ResolvedExtract): boolean {
  return base.template.name === head.template.name && isDeepStrictEqual(unnamed(base), unnamed(head));
}

function unnamed(extract: ResolvedExtract): unknown {
  const { name: _, id: _id, breaking: _breaking, description: _description, ...rest } = ownMeaning(extract);
  return rest;
}
