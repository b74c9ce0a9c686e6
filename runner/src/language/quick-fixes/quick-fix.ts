import { isInFilter } from "../../load/findings.ts";
import type { LoadedProject } from "../../load/project-documents.ts";
import type { DocumentKind } from "../../load/schemas.ts";
import type { DocumentAround } from "../document-around.ts";
import type { EditedFile, TextEdit } from "../edits.ts";
import type { Known } from "../known.ts";
import type { Spot } from "./spot.ts";

/** A change of the text that mends a finding. Comments and layout of everything else stay. */
export interface QuickFix {
  /** What it does: "Change to `template`". */
  readonly title: string;
  /** Changes of the edited file, which do not overlap. */
  readonly edits: readonly TextEdit[];
  /** Whether it is most likely what the author wants. At most one of a finding's fixes. */
  readonly preferred?: true;
  /** Whether nobody could want anything else, so that it may be done with all others at once. */
  readonly certain?: true;
  /** Whether it writes something for the author to fill in or look at, which may itself be reported. */
  readonly fillIn?: true;
}

/** A finding whose place was found in the text. */
export interface Finding {
  readonly spot: Spot;
  readonly file: EditedFile;
  readonly kind: DocumentKind;
  readonly around: DocumentAround;
  readonly known: Known;
  readonly project: LoadedProject;
}

/**
 * Whether a title may repeat what stands in the text: in connections it may be a secret, or the end of one, and in a filter
 * what personal data are compared with.
 */
export function mayQuote({ kind, spot }: Pick<Finding, "kind" | "spot">): boolean {
  return kind !== "Connections" && !((kind === "Extract" || kind === "Feed") && isInFilter(spot.path));
}

/** Makes the fixes of a code. */
export type Fixer = (finding: Finding) => readonly (QuickFix | undefined)[];
