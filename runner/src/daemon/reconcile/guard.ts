import { projectFile } from "../../project/document-files.ts";
import type { ProjectTexts } from "../../project/project-texts.ts";
import type { ProtectedBranch } from "../follow/protected-branch.ts";
import type { Snapshot } from "../follow/snapshot.ts";
import type { Place } from "./approvals.ts";

/** The protected branch, as it stands to a snapshot. */
export interface Guard extends Place {
  readonly branch: ProtectedBranch;
  /** The snapshot is a commit of the branch, with nothing added: a folder may hold what Git was told not to see. */
  readonly standsOnIt: boolean;
}

/** Undefined where no branch was named. Error: git-failed. */
export async function guardOf(snapshot: Snapshot, today: string): Promise<Guard | undefined> {
  const { protectedBranch: branch, commit, isBranch } = snapshot;
  if (branch === undefined) return undefined;
  const standsOnIt = isBranch && commit !== undefined && (await branch.holds(commit));
  return { branch, standsOnIt, today };
}

/**
 * The texts with the protected branch's datafeed.yaml: who grants, masks and judges is no matter of a branch that anybody may push
 * to (DESIGN 3). Those of a commit of the branch have theirs. Errors: project-missing, git-failed.
 */
export async function underItsPolicy(texts: ProjectTexts, { branch, standsOnIt }: Guard): Promise<ProjectTexts> {
  if (standsOnIt) return texts;
  const policy = (await branch.texts()).files.filter(({ path }) => path === projectFile);
  return { ...texts, files: [...policy, ...texts.files.filter(({ path }) => path !== projectFile)] };
}
