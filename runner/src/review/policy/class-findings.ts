import { rankOf } from "../../load/column-classes.ts";
import { allDialects } from "../../load/dialect-texts.ts";
import type { Template } from "../../load/project-documents.ts";
import type { RulesInForce } from "../../load/rules.ts";
import { shown } from "../../load/shown-value.ts";
import type { Comparison } from "../comparison.ts";
import { classifiedColumns, missingIn, originsOf, templatesOf } from "../exposure/origins-of.ts";
import { classesByOrigin, classOfOrigin, relationsWithClasses } from "../lineage/classes-by-origin.ts";
import { mayName } from "../lineage/named-in.ts";
import { lastPart, mayBeSame, type Origin, originKey } from "../lineage/origin.ts";
import type { PlanFinding } from "../plan-report.ts";
import { severityOf } from "./exposure-findings.ts";
import { inTemplate } from "./places.ts";
import { some } from "./policy-remark.ts";

/**
 * Columns of the warehouse that lose the class which the base's templates give them. No extract has to read them: the next
 * change could, and would find nobody who knows what they hold.
 */
export async function classFindings({ base, head }: Comparison, rules: RulesInForce): Promise<readonly PlanFinding[]> {
  const severity = severityOf(rules.exposure);
  const [templates, others] = [templatesOf(base), templatesOf(head)];
  // What is added takes nothing away.
  const changed = missingIn(others, templates);
  if (severity === undefined || changed.length === 0) return [];
  // Of other relations the same is said before and after.
  const about = await relationsWithClasses([...changed, ...missingIn(templates, others)]);
  const before = await classesByOrigin(templates, about);
  const after = await classesByOrigin(others, about);
  const lost = classifiedColumns(before).filter(({ origin, pii }) => rankOf(classOfOrigin(after, origin)) < rankOf(pii));
  const hasErrors = head.loaded.unsound.some(({ kind }) => kind === "Template");
  const placed = await Promise.all(lost.map(async (each) => ({ ...each, reader: await readerOf(each.origin, others) })));
  return [...Map.groupBy(placed, ({ reader }) => reader?.template.name).values()].map((group): PlanFinding => {
    const reader = group[0]?.reader;
    return {
      code: "plan-class-lost",
      // Its template may come back without the class. One with errors may read it all the same.
      severity: reader === undefined && !hasErrors ? "warning" : severity,
      message: `${some(group.map(({ origin, pii }) => `${shown(originKey(origin))} (${pii})`))} in the base: ${why(reader, hasErrors)}.`,
      ...(reader !== undefined && {
        ...inTemplate(head, reader.template.name, ["fields", reader.field]),
        document: { kind: "Template", name: reader.template.name },
      }),
    };
  });
}

interface Reader {
  readonly template: Template;
  readonly field: string;
}

function why(reader: Reader | undefined, hasErrors: boolean): string {
  if (reader === undefined && hasErrors) return "no sound template says what it holds, and one with errors may read it";
  if (reader === undefined) return "no template reads it any more and says what it holds";
  return `${shown(reader.template.name)} reads it, and no template gives it that class any more`;
}

async function readerOf(origin: Origin, templates: readonly Template[]): Promise<Reader | undefined> {
  for (const template of templates.filter((one) => mayName(one, lastPart(origin.relation)))) {
    for (const [field, { columns }] of await originsOf(template, allDialects)) {
      const reads = columns.some((other) => other.column === origin.column && mayBeSame(other.relation, origin.relation));
      if (reads) return { template, field };
    }
  }
  return undefined;
}
