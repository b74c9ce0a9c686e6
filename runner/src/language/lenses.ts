import type { LoadedProject } from "../load/project-documents.ts";
import { composed, pairOf } from "./composed.ts";
import { aroundOf } from "./document-around.ts";
import type { EditedFile } from "./edits.ts";
import { extractsIn } from "./extracts-in.ts";

/** An extract of a file, for what can be asked of it from its text. */
export interface ExtractLens {
  readonly name: string;
  /** Where its document begins. Offsets. */
  readonly start: number;
  readonly end: number;
  /** Once, by a schedule, or only when somebody asks. */
  readonly kind: "immediate" | "scheduled" | "dispatched";
  /** Whether it has no errors, so that it can run. */
  readonly sound: boolean;
}

/** The extracts of a file that have a name. */
export function lenses(file: EditedFile, project: LoadedProject): readonly ExtractLens[] {
  const documents = composed(file.text);
  return extractsIn(file.text, file.path).map(({ name, index }) => {
    const document = documents[index]!;
    const around = aroundOf(document);
    const first = pairOf(document.contents, "kind") ?? pairOf(document.contents, "name");
    const [start = 0, end = 0] = first?.key.range ?? [];
    const immediate = around.shape(["window"]) !== "nothing";
    const scheduled = around.shape(["schedule"]) !== "nothing";
    return {
      name,
      start,
      end,
      kind: immediate ? "immediate" : scheduled ? "scheduled" : "dispatched",
      sound: project.extracts.get(name)?.file === file.path,
    };
  });
}
