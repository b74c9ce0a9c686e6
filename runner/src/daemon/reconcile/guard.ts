import type { ProjectTexts } from "../../project/project-texts.ts";
import type { Snapshot } from "../follow/snapshot.ts";
import { type Place, withPolicyOf } from "./approvals.ts";

/** The protected branch, as it stands to a snapshot. */
export interface Guard extends Place {
  /** The snapshot is a commit of the branch, with nothing added: a folder may hold what Git was told not to see. */
  readonly standsOnIt: boolean;
}

/** Undefined where no branch was named. Error: git-failed. */
export async function guardOf(
  { protectedBranch: branch, commit, isBranch }: Snapshot,
  { today, required }: Pick<Guard, "today" | "required">,
): Promise<Guard | undefined> {
  if (branch === undefined) return undefined;
  const standsOnIt = isBranch && commit !== undefined && (await branch.holds(commit));
  return { branch, standsOnIt, today, required, standing: new Set() };
}

/**
 * The texts, where nothing may run that is not approved with the datafeed.yaml of the protected branch's tip: who grants, masks
 * and judges is no matter of a branch that anybody may push to (DESIGN 3), or set back to an old commit whose grants were revoked
 * since. Errors: project-missing, git-failed.
 */
export async function underItsPolicy(snapshot: Snapshot, guard: Guard | undefined): Promise<ProjectTexts> {
  const { texts, commit } = snapshot;
  if (guard?.required !== true || (guard.standsOnIt && commit === guard.branch.commit)) return texts;
  return withPolicyOf(await guard.branch.texts(), texts);
}
