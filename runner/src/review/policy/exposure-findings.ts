import type { RuleName, RuleSeverity } from "../../load/defaults.ts";
import type { RulesInForce } from "../../load/rules.ts";
import { shown } from "../../load/shown-value.ts";
import type { DocumentChange, Exposure, PlanFinding } from "../plan-report.ts";
import type { ProjectState } from "../project-state.ts";
import { ofExposure } from "./places.ts";
import { some } from "./policy-remark.ts";

/** What a rule makes of something; undefined where it says nothing. */
export function severityOf(said: RuleSeverity): PlanFinding["severity"] | undefined {
  if (said === "ignore") return undefined;
  return said === "error" ? "error" : "warning";
}

/** The exposures of an extract as findings: those of one kind together, for one change may expose a hundred columns. */
export function exposureFindings(document: DocumentChange, head: ProjectState, rules: RulesInForce): readonly PlanFinding[] {
  const judged = (document.exposures ?? []).flatMap((exposure) => {
    const { code, rule, atMost } = judgedBy(exposure);
    const said = severityOf(rules[rule]);
    if (said === undefined) return [];
    const severity = atMost ?? said;
    return [{ exposure, code, severity, together: JSON.stringify([code, severity, exposure.how, exposure.readers]) }];
  });
  return [...Map.groupBy(judged, ({ together }) => together).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { code, severity, exposure } = first;
    const message = messageOf(
      document.name,
      group.map((each) => each.exposure),
    );
    const { kind, name } = document;
    return [{ code, severity, message, ...ofExposure(head, document, exposure), document: { kind, name } }];
  });
}

interface Judged {
  readonly code: string;
  readonly rule: RuleName;
  /** It is no error, whatever the rule says. */
  readonly atMost?: "warning";
}

function judgedBy({ how, byOwnPolicy, granted, guessed }: Exposure): Judged {
  if (byOwnPolicy) return { code: "plan-own-grant", rule: "ownPolicy" };
  if (how === "unknown-origin") return { code: "plan-unknown-origin", rule: "unknownOrigin" };
  const known = granted || guessed || how === "more-rows";
  return { code: "plan-exposure", rule: "exposure", ...(known && { atMost: "warning" }) };
}

function messageOf(extract: string, exposures: readonly Exposure[]): string {
  const [first] = exposures;
  if (first === undefined) return "";
  const own = first.byOwnPolicy ? ", by what this change itself puts into datafeed.yaml" : "";
  if (exposures.length === 1) return `${shown(extract)}: ${first.why}. Readable for ${first.readers}${own}.`;
  const columns = some(exposures.map(({ column }) => shown(column)));
  const what = first.how === "more-rows" ? "may have more rows" : "become readable";
  return `${shown(extract)}: ${exposures.length} columns ${what} for ${first.readers}${own}: ${columns}. The first: ${first.why}.`;
}
