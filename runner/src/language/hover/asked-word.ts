import type { LoadedProject } from "../../load/project-documents.ts";
import type { DocumentKind } from "../../load/schemas.ts";
import type { Word } from "../composed.ts";
import type { DocumentAround } from "../document-around.ts";
import type { Known } from "../known.ts";

/** A word about which somebody asks. */
export interface AskedWord {
  readonly word: Word;
  readonly kind: DocumentKind;
  readonly around: DocumentAround;
  readonly known: Known;
  readonly loaded: LoadedProject;
  /** UTC, ISO 8601. */
  readonly now: string;
}
