import type { Path } from "../../load/document-places.ts";

/** A change of datafeed.yaml in words. */
export interface PolicyRemark {
  /** Reads on from `datafeed.yaml`: `adds a grant: …`. */
  readonly text: string;
  /** Whether it grants, unmasks, or makes a rule say less. */
  readonly loosens: boolean;
  /** Where it stands in the head. */
  readonly path: Path;
}

/** Values as people list them: `a, b and c`. */
export function listed(values: readonly string[]): string {
  if (values.length < 2) return values.join();
  return `${values.slice(0, -1).join(", ")} and ${values.at(-1)}`;
}
