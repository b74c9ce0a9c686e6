import type { Refused } from "../../commands/commands.ts";
import type { Documents } from "../../commands/estate.ts";
import type { Provenance } from "../../execute/run-context.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { KeptProject } from "../../load/project-loader.ts";
import type { Snapshot } from "../follow/snapshot.ts";
import type { Choice } from "./choose.ts";
import type { InForce } from "./in-force.ts";

/** The documents in force, as the rest of the process reads them. */
export function documentsOf(
  loaded: KeptProject,
  inForce: ReadonlyMap<string, InForce>,
  choices: ReadonlyMap<string, Choice>,
  refused: readonly Refused[],
  provenance: Provenance,
): Documents {
  const extracts = new Map<string, ResolvedExtract>();
  for (const [name, { extract }] of inForce) extracts.set(name, extract);
  const olderCommits = new Map<string, string>();
  for (const [name, choice] of choices) {
    if (choice.refused !== undefined && choice.inForce?.commit != null) olderCommits.set(name, choice.inForce.commit);
  }
  return { project: loaded.project?.value, extracts, refused, provenance, olderCommits };
}

/** Where a snapshot stands. */
export function provenanceOf({ commit, dirty, isBranch }: Snapshot): Provenance {
  return {
    ...(commit !== undefined && { commit }),
    ...(dirty !== undefined && { dirty }),
    approval: isBranch ? "branch" : "unknown",
  };
}
