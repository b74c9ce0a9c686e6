import { rulesOf } from "../../load/rules.ts";
import type { Comparison } from "../comparison.ts";
import type { DocumentChange, PlanFinding } from "../plan-report.ts";
import { checkFindings } from "./check-findings.ts";
import { classFindings } from "./class-findings.ts";
import { exposureFindings } from "./exposure-findings.ts";
import { extractFindings } from "./extract-findings.ts";
import { feedFindings, removedFeedFindings } from "./feed-findings.ts";
import { policyFindings } from "./policy-findings.ts";
import { removalFindings } from "./removal-findings.ts";

/**
 * What the rules of the base say of a change. What the head's datafeed.yaml says has no effect on it: neither its rules, nor its
 * grants, nor its users. Errors first, else in the order of the documents.
 */
export async function judge(documents: readonly DocumentChange[], comparison: Comparison): Promise<readonly PlanFinding[]> {
  const { base, head } = comparison;
  const rules = rulesOf(base.loaded.project?.value);
  const ofReaders = documents.flatMap((document) => {
    if (document.kind === "Extract" && document.change === "removed") return removalFindings(document, comparison, rules);
    if (document.kind === "Feed" && document.change === "removed") return removedFeedFindings(document, comparison, rules);
    const feed = document.kind === "Feed" ? head.loaded.feeds.get(document.name) : undefined;
    const extract = document.kind === "Extract" ? head.loaded.extracts.get(document.name) : feed;
    if (extract === undefined) return [];
    const reads = "events" in extract ? extract.events.map((event) => event.extract) : [extract];
    return [
      ...exposureFindings(document, head, rules),
      ...extractFindings({ document, extract, reads, comparison, rules }),
      ...(feed === undefined ? [] : feedFindings(document, feed, comparison)),
    ];
  });
  const findings = [
    ...policyFindings(comparison, rules),
    ...(await classFindings(comparison, rules)),
    ...(await checkFindings(documents, comparison, rules)),
    ...ofReaders,
  ];
  return [
    ...findings.filter(({ severity }) => severity === "error"),
    ...findings.filter(({ severity }) => severity === "warning"),
  ];
}
