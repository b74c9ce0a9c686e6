import type { Schedule, Template } from "../../load/project-documents.ts";
import type { DocumentChange, ValueChange } from "../plan-report.ts";
import type { StateDocument } from "./documents-of.ts";
import { outline } from "./kind-of-change.ts";
import { matchDocuments } from "./match-documents.ts";
import { valueChanges } from "./value-changes.ts";

/**
 * The templates or schedules for which something changes, value by value: of a new one all that it says. Of a
 * removed one nothing is repeated.
 */
export function partChanges(
  kind: "Template" | "Schedule",
  base: readonly StateDocument<Template | Schedule>[],
  head: readonly StateDocument<Template | Schedule>[],
): readonly DocumentChange[] {
  return matchDocuments(base, head)
    .flatMap((pair): DocumentChange[] => {
      const [one, other] = [pair.base?.value, pair.head?.value];
      if (one !== undefined && one === other) return [];
      const known = outline(kind, pair);
      if (known === undefined) return [];
      if (known.change === "created" && other !== undefined) return [{ ...known, because: [], values: valuesOf(other) }];
      if (one === undefined || other === undefined) return [{ ...known, because: [] }];
      const values = valueChanges(one, other).filter(({ path }) => path.join() !== "name");
      if (values.length === 0 && known.change === "changed") return [];
      return [{ ...known, because: [], ...(values.length > 0 && { values }) }];
    })
    .sort(byName);
}

/** Of a template each field by itself. */
function valuesOf(created: Template | Schedule): readonly ValueChange[] {
  const around = created.kind === "Template" ? { source: {}, fields: {} } : {};
  return valueChanges(around, created).filter(({ path }) => path.join() !== "name" && path.join() !== "kind");
}

/** Puts changes in the order of names. */
export function byName(one: DocumentChange, other: DocumentChange): number {
  return one.name < other.name ? -1 : 1;
}
