import type { NestedItem, TemplateField } from "../../../schemas/generated/documents.ts";
import { fieldOf, itemsIn } from "./field-types.ts";
import type { DocumentFindings } from "./findings.ts";
import type { ResolvedEvent } from "./project-documents.ts";
import { shown } from "./shown-value.ts";

/**
 * Warns of an event that carries what one that it follows has carried: after the first event of a conversation only the
 * event's own data and the external id travel (SEEDS 82 to 85). Names are compared, case counts; lists tell of other rows.
 */
export function checkRepeatedData(findings: DocumentFindings, events: readonly ResolvedEvent[]): void {
  const byType = new Map(events.map((event) => [event.type, event]));
  for (const event of events) {
    for (let before = predecessorOf(event, byType); before !== undefined; before = predecessorOf(before, byType)) {
      const earlier = new Set(namesIn(before));
      const repeated = namesIn(event).filter((name) => earlier.has(name) && name !== before.key);
      if (repeated.length === 0) continue;
      const message = `The event repeats what ${shown(before.type)} has told: ${repeated.map(shown).join(", ")}.`;
      const hint =
        "Only its own data and the external id need to travel: take them out of its template, or set `hidden: true`.";
      findings.warning("feed-repeated-data", ["events", event.type, "template"], message, hint);
    }
  }
}

function predecessorOf({ after }: ResolvedEvent, byType: ReadonlyMap<string, ResolvedEvent>): ResolvedEvent | undefined {
  return after === undefined ? undefined : byType.get(after);
}

/** The names of a payload's values: its fields, and what is in objects of the same row; not the external id, however called. */
function namesIn({ extract: { template, fields }, key }: ResolvedEvent): readonly string[] {
  const column = fieldOf(template, key)?.column;
  const own = fields.filter(
    ({ field }) => field !== key && (column === undefined || fieldOf(template, field)?.column !== column),
  );
  return own.flatMap(({ field, as }) => leavesOf(as, fieldOf(template, field) ?? {}));
}

function leavesOf(name: string, { object }: TemplateField | NestedItem): readonly string[] {
  if (object === undefined) return [name];
  return itemsIn(object).flatMap(([key, item]) => leavesOf(key, item));
}
