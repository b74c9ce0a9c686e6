import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { LocalRepository } from "../../project/git/local-repository.ts";

/** A state that was chosen: a commit, or the working tree. */
export interface ChosenState {
  /** As people name it. */
  readonly name: string;
  /** Absent for the working tree, and for a base where there is no commit yet. */
  readonly commit?: string;
}

/** The states that are compared. */
export interface ChosenStates {
  readonly base: ChosenState;
  readonly head: ChosenState;
  /** Why it is this base, where nobody named one; what else a reader of the plan should know. */
  readonly remarks: readonly string[];
}

/** Which states to compare, as typed. */
export interface StateOptions {
  /** Default: where the head left the branch into which changes go; else what is committed. */
  readonly base?: string;
  /** Default: the working tree. */
  readonly head?: string;
}

/** What the folder as it stands is called. */
export const workingTree = "working tree";

/**
 * The states to compare. Errors: `git-ref-invalid`, `git-ref-missing`, `git-base-missing`, `git-failed`.
 */
export async function chooseStates(repository: LocalRepository, { base, head }: StateOptions): Promise<ChosenStates> {
  const chosen: ChosenState =
    head === undefined ? { name: workingTree } : { name: head, commit: await existing(repository, head) };
  const tip = chosen.commit ?? (await repository.commitOf("HEAD"));
  if (base !== undefined) {
    const commit = await existing(repository, base);
    return { base: { name: base, commit }, head: chosen, remarks: await behind(repository, { name: base, commit }, tip) };
  }
  if (tip === undefined) return { base: { name: "nothing" }, head: chosen, remarks: ["There is no commit yet."] };
  return { ...(await defaultBase(repository, chosen, tip)), head: chosen };
}

async function defaultBase(
  repository: LocalRepository,
  head: ChosenState,
  tip: string,
): Promise<Pick<ChosenStates, "base" | "remarks">> {
  const branch = await repository.defaultBranch();
  const other = branch && (await repository.commitOf(branch));
  const common = other && (await repository.mergeBase(tip, other));
  if (other !== undefined && common === undefined) throw baseMissing(repository, branch ?? "");
  if (common !== undefined && common !== tip) {
    const remark = `The base is ${common.slice(0, 12)}, where the change left ${branch}.`;
    return { base: { name: branch ?? "", commit: common }, remarks: [remark] };
  }
  if (head.commit === undefined) {
    return { base: { name: "HEAD", commit: tip }, remarks: ["The base is HEAD: what is not committed yet."] };
  }
  const parent = await repository.commitOf(`${tip}^`);
  if (parent !== undefined) {
    return { base: { name: `${head.name}^`, commit: parent }, remarks: [`The base is the commit before ${head.name}.`] };
  }
  if (repository.shallow) throw missing(repository, `${head.name}^`);
  return { base: { name: "nothing" }, remarks: [`There is no commit before ${head.name}.`] };
}

/** What the base has and the head lacks would look as if the change took it back. */
async function behind(repository: LocalRepository, base: Required<ChosenState>, tip: string | undefined) {
  if (tip === undefined || tip === base.commit) return [];
  const common = await repository.mergeBase(tip, base.commit);
  if (common === base.commit) return [];
  const from = common === undefined ? "" : ` --base ${common.slice(0, 12)} shows the change alone.`;
  return [`The head lacks commits of ${base.name}: they are shown as if it took them back.${from}`];
}

async function existing(repository: LocalRepository, ref: string): Promise<string> {
  const commit = await repository.commitOf(ref);
  if (commit === undefined) throw missing(repository, ref);
  return commit;
}

function missing({ shallow }: LocalRepository, ref: string): DatafeedError {
  if (!shallow) {
    return new DatafeedError("git-ref-missing", `There is no commit ${JSON.stringify(ref)} in this repository.`, {
      hint: "Check the name, or fetch it: git fetch origin",
    });
  }
  return new DatafeedError("git-ref-missing", `There is no commit ${JSON.stringify(ref)} in this shallow clone.`, {
    hint: deepen,
  });
}

function baseMissing({ shallow }: LocalRepository, branch: string): DatafeedError {
  const message = `The head and ${branch} have no commit in common${shallow ? " in this shallow clone" : ""}.`;
  return new DatafeedError("git-base-missing", message, { hint: shallow ? deepen : "Name a base: --base REF" });
}

const deepen =
  "Fetch more of its history: `git fetch --unshallow` or `git fetch --depth 100`; in a workflow, `fetch-depth: 0` for actions/checkout.";
