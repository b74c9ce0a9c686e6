import { rankOf } from "../../load/column-classes.ts";
import type { Template } from "../../load/project-documents.ts";
import type { RulesInForce } from "../../load/rules.ts";
import { shown } from "../../load/shown-value.ts";
import type { Comparison } from "../comparison.ts";
import { allDialects, missingIn, originsOf, templatesOf } from "../exposure/origins-of.ts";
import { classesByOrigin, classOfOrigin } from "../lineage/classes-by-origin.ts";
import { mayBeSame, type Origin, originKey } from "../lineage/origin.ts";
import type { PlanFinding } from "../plan-report.ts";
import { severityOf } from "./exposure-findings.ts";
import { inTemplate } from "./places.ts";

/**
 * Columns of the warehouse that lose the class which the base's templates give them. No extract has to read them: the next
 * change could, and would find nobody who knows what they hold.
 */
export async function classFindings({ base, head }: Comparison, rules: RulesInForce): Promise<readonly PlanFinding[]> {
  const severity = severityOf(rules.exposure);
  const [templates, others] = [templatesOf(base), templatesOf(head)];
  // What is added takes nothing away.
  if (severity === undefined || missingIn(others, templates).length === 0) return [];
  const before = await classesByOrigin(templates);
  const after = await classesByOrigin(others);
  const lost = [...before].flatMap(([column, relations]) => {
    return [...relations].flatMap(([relation, pii]) => {
      const origin: Origin = { relation, column };
      return rankOf(classOfOrigin(after, origin)) < rankOf(pii) ? [{ origin, pii }] : [];
    });
  });
  const findings: PlanFinding[] = [];
  for (const { origin, pii } of lost) {
    const reader = await readerOf(origin, others);
    const now = classOfOrigin(after, origin);
    const message = `${shown(originKey(origin))} is ${pii} in the base, and ${now === undefined ? "no template says so any more" : `only ${now} now`}.`;
    findings.push({
      code: "plan-class-lost",
      // Where nobody reads it any more, nobody can say what it holds: its template may come back without.
      severity: reader === undefined ? "warning" : severity,
      message,
      ...(reader !== undefined && {
        ...inTemplate(head, reader.template.name, ["fields", reader.field]),
        document: { kind: "Template" as const, name: reader.template.name },
      }),
    });
  }
  return findings;
}

async function readerOf(origin: Origin, templates: readonly Template[]) {
  for (const template of templates) {
    for (const [field, { columns }] of await originsOf(template, allDialects)) {
      const reads = columns.some((other) => other.column === origin.column && mayBeSame(other.relation, origin.relation));
      if (reads) return { template, field };
    }
  }
  return undefined;
}
