import type { Path } from "../../load/document-places.ts";
import { shown } from "../../load/shown-value.ts";

/** A change of datafeed.yaml in words. */
export interface PolicyRemark {
  /** Reads on from `datafeed.yaml`: `adds a grant: …`. */
  readonly text: string;
  /** Whether it grants, unmasks, or makes a rule say less. */
  readonly loosens: boolean;
  /** Where it stands in the head. */
  readonly path: Path;
}

/** Names as people list them, each between backticks. */
export function listed(names: readonly string[]): string {
  return joined(names.map(shown));
}

/** Parts of a sentence: `a, b and c`. */
export function joined(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join();
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** So many parts are told. */
const most = 5;

/** The first few: `a, b and 3 more`. */
export function some(parts: readonly string[]): string {
  return parts.length <= most ? joined(parts) : `${parts.slice(0, most).join(", ")} and ${parts.length - most} more`;
}
