import type { Refused } from "../../commands/commands.ts";
import type { Approval, Documents } from "../../commands/estate.ts";
import type { Provenance } from "../../execute/run-context.ts";
import type { ResolvedExtract, ResolvedFeed } from "../../load/project-documents.ts";
import type { KeptProject } from "../../load/project-loader.ts";
import type { Snapshot } from "../follow/snapshot.ts";
import type { Place } from "./approvals.ts";
import type { Choices } from "./choose.ts";
import type { InForce } from "./in-force.ts";

interface Said {
  readonly refused: readonly Refused[];
  readonly provenance: Provenance;
  readonly approval: Approval | undefined;
}

/** The documents in force, as the rest of the process reads them. */
export function documentsOf(
  loaded: KeptProject,
  inForce: ReadonlyMap<string, InForce>,
  choices: Choices,
  { refused, provenance, approval }: Said,
): Documents {
  const extracts = new Map<string, ResolvedExtract>();
  const feeds = new Map<string, ResolvedFeed>();
  for (const [name, each] of inForce) {
    if (each.kind === "Feed") feeds.set(name, each.resolved);
    else extracts.set(name, each.resolved);
  }
  const olderCommits = new Map<string, string>();
  for (const [name, choice] of choices) {
    if (choice.refused !== undefined && choice.inForce?.commit != null) olderCommits.set(name, choice.inForce.commit);
  }
  return { project: loaded.project?.value, extracts, feeds, refused, provenance, olderCommits, ...(approval && { approval }) };
}

/** What the protected branch says of what is in force. */
export function approvalOf(
  { branch, required }: Place,
  choices: Choices,
  approved: ReadonlySet<string>,
  waiting: ReadonlyMap<string, ResolvedExtract | ResolvedFeed> = new Map(),
): Approval {
  const unapproved = [...choices].flatMap(([name, { inForce }]) => {
    return inForce === undefined || approved.has(inForce.definitionHash) ? [] : [name];
  });
  return { branch: branch.name, commit: branch.commit, required, unapproved: new Set(unapproved), waiting };
}

/** Where a snapshot stands. */
export function provenanceOf({ commit, dirty, isBranch }: Snapshot): Provenance {
  return {
    ...(commit !== undefined && { commit }),
    ...(dirty !== undefined && { dirty }),
    ...(isBranch && { source: "git" as const }),
    approval: "unknown",
  };
}
