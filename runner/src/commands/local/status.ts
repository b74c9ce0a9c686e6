import { readApplied } from "../../ledger/applied.ts";
import { countOwed } from "../../ledger/list-owed.ts";
import { listRunners } from "../../ledger/runners.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { ApprovalView, Commands, Refused } from "../commands.ts";
import type { Approval } from "../estate.ts";
import { checkRight } from "../rights.ts";
import { type Desk, sees } from "./desk.ts";
import { feedsStatus } from "./feeds-status.ts";

/** How the installation is. */
export function statusCommands(desk: Desk): Pick<Commands, "status"> {
  const { estate, caller } = desk;
  return {
    status: async () => {
      checkRight(caller, "status.read");
      const { ledger, runner } = estate;
      const { project, approval } = estate.documents();
      const problem = estate.sourceProblem?.();
      const [applied, runners, owed, feeds] = await Promise.all([
        readApplied(ledger),
        listRunners(ledger),
        countOwed(ledger, desk.sight),
        feedsStatus(desk),
      ]);
      return {
        version: runner.version,
        user: caller.user,
        role: caller.role,
        ...(project?.organization === undefined ? {} : { organization: project.organization }),
        ...(project?.viewer === undefined ? {} : { viewer: project.viewer }),
        products: Object.entries(project?.products ?? {}).map(([id, { name }]) => ({ id, name })),
        ledger: { id: ledger.id, place: ledger.place },
        ...(applied === undefined ? {} : { applied }),
        ...(problem === undefined ? {} : { sourceProblem: problem }),
        refused: refusedFor(desk),
        ...(approval === undefined ? {} : { approval: approvalFor(desk, approval) }),
        runners: runners.map(({ id, version, roles, alive, startedAt, seenAt }) => ({
          ...{ id, version, roles, alive, startedAt, seenAt },
        })),
        owed,
        feeds,
      };
    },
  };
}

function approvalFor(desk: Desk, { branch, commit, required, unapproved, waiting }: Approval): ApprovalView {
  const { extracts, feeds } = desk.estate.documents();
  const seen = (one: Pick<ResolvedExtract, "owner" | "shared"> | undefined) => one !== undefined && sees(desk, one);
  return {
    protectedBranch: branch,
    commit,
    required,
    unapproved: [...unapproved].filter((name) => seen(extracts.get(name) ?? feeds.get(name))).sort(),
    waiting: [...waiting.keys()].filter((name) => seen(waiting.get(name))).sort(),
  };
}

/** Admins see every document that was refused; others not those of extracts of which they may not know, or nobody yet knows whose. */
function refusedFor(desk: Desk): readonly Refused[] {
  const { refused, extracts, feeds } = desk.estate.documents();
  if (desk.sight === "all") return refused;
  const byFile = Map.groupBy([...extracts.values(), ...feeds.values()], ({ file }) => file);
  return refused.filter(({ file }) => {
    const its = byFile.get(file);
    return its === undefined ? !/\.(extract|feed)\.yaml$|^extracts\//.test(file) : its.every((one) => sees(desk, one));
  });
}
