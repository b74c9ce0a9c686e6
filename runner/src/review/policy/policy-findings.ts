import type { Grant, Project } from "../../../../schemas/generated/documents.ts";
import { covers, isExpired } from "../../load/grants.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { RulesInForce } from "../../load/rules.ts";
import { shown } from "../../load/shown-value.ts";
import { projectFile } from "../../project/document-files.ts";
import type { Comparison } from "../comparison.ts";
import type { PlanFinding } from "../plan-report.ts";
import { severityOf } from "./exposure-findings.ts";
import { changedGrants } from "./grant-remarks.ts";
import { inProject } from "./places.ts";
import { listed, some } from "./policy-remark.ts";
import { policyRemarks } from "./policy-remarks.ts";

/** So many days before its end a grant is told of. */
const soonDays = 14;

/** What is to be said of datafeed.yaml: what the change loosens there, grants that last too long, end soon, or have ended. */
export function policyFindings(comparison: Comparison, rules: RulesInForce): readonly PlanFinding[] {
  const head = comparison.head.loaded.project?.value;
  if (head === undefined) return [];
  return [...loosened(comparison, head, rules), ...long(comparison, head, rules), ...ending(comparison, head)];
}

function loosened(comparison: Comparison, head: Project, rules: RulesInForce): readonly PlanFinding[] {
  const severity = severityOf(rules.ownPolicy);
  if (severity === undefined) return [];
  const base = comparison.base.loaded.project?.value;
  return policyRemarks(base, head, comparison.today).flatMap(({ text, loosens, path }) => {
    if (!loosens) return [];
    const message = `datafeed.yaml ${text}. The change is judged as if it did not.`;
    return [finding(comparison, "plan-policy-loosened", severity, message, path)];
  });
}

function long(comparison: Comparison, head: Project, { grantDays }: RulesInForce): readonly PlanFinding[] {
  if (grantDays === undefined) return [];
  const last = dayAfter(comparison.today, grantDays);
  return changedGrants(comparison.base.loaded.project?.value, head, comparison.today).flatMap(({ grant, index, before }) => {
    if (grant.until <= last || (before !== undefined && before.until >= grant.until)) return [];
    const message = `The grant for ${listed(grant.fields)} of ${shown(grant.template)} ends on ${grant.until}; the rule \`grantDays\` lets it end on ${last} at the latest.`;
    return [finding(comparison, "plan-grant-long", "error", message, ["grants", index, "until"])];
  });
}

/** Grants that matter to an extract or a feed: of those that nobody uses nothing is said. */
function ending(comparison: Comparison, head: Project): readonly PlanFinding[] {
  const { today } = comparison;
  const soon = dayAfter(today, soonDays);
  const { extracts, feeds } = comparison.head.loaded;
  const payloads = [...feeds.values()].flatMap(({ events }) => events.map(({ extract }) => extract));
  const readers = [...extracts.values(), ...payloads];
  return (head.grants ?? []).flatMap((grant, index) => {
    if (grant.until > soon) return [];
    const lasting = (head.grants ?? []).filter((other) => other.until > grant.until && !isExpired(other, today));
    const names = [...new Set(readers.flatMap((extract) => (loses(extract, grant, lasting) ? [extract.name] : [])))];
    if (names.length === 0) return [];
    const subject = `The grant for ${listed(grant.fields)} of ${shown(grant.template)}`;
    const path = ["grants", index, "until"];
    if (isExpired(grant, today)) {
      const message = `${subject} ended on ${grant.until}: masked again in ${some(names.map(shown))}.`;
      return [finding(comparison, "plan-grant-ended", "warning", message, path)];
    }
    const message = `${subject} ends on ${grant.until}; after it they are masked again in ${some(names.map(shown))}.`;
    return [finding(comparison, "plan-grant-ends", "warning", message, path)];
  });
}

function loses(extract: ResolvedExtract, grant: Grant, lasting: readonly Grant[]): boolean {
  const template = extract.template.name;
  return extract.fields.some(({ field, mask }) => {
    const wanted = { extract: extract.name, template, field };
    return mask === undefined && covers(grant, wanted) && !lasting.some((other) => covers(other, wanted));
  });
}

/** A day so many days after another, both YYYY-MM-DD in UTC. */
function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

function finding(
  { head }: Comparison,
  code: string,
  severity: PlanFinding["severity"],
  message: string,
  path: readonly (string | number)[],
): PlanFinding {
  return { code, severity, message, ...inProject(head, path), document: { kind: "Project", name: projectFile } };
}
