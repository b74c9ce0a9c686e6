import { definitionHash } from "../../compile/hashes.ts";
import { inSlices } from "../../errors/in-slices.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import { type ExtractSources, type KeptProject, type LoadTexts, ProjectLoader } from "../../load/project-loader.ts";
import type { ProtectedBranch } from "../follow/protected-branch.ts";

/** Where approvals are looked up. */
export interface Place {
  readonly branch: ProtectedBranch;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
}

/** An extract as the protected branch has it now. */
export interface ApprovedExtract {
  readonly extract: ResolvedExtract;
  readonly sources: ExtractSources;
}

/** Changes of the policy bring new hashes of everything: what is asked for again is found again. */
const mostFound = 200_000;

/**
 * Which definition hashes are approved: those of the extracts that stand on the protected branch, or stood there not long ago
 * (DESIGN 7). What was found is remembered as long as it is asked for; what was not is looked for again when the branch moves.
 */
export class Approvals {
  readonly #loader = new ProjectLoader();
  #branch: ProtectedBranch | undefined;
  #tip: Promise<KeptProject> | undefined;
  #found = new Set<string>();
  #missed = new Set<string>();

  /**
   * Those of the hashes that are approved. `standing` are hashes of extracts that were loaded from a commit of the branch: they need
   * not be looked for. Errors: project-missing, git-failed.
   */
  async find(place: Place, hashes: ReadonlySet<string>, standing: Iterable<string> = []): Promise<ReadonlySet<string>> {
    await this.#take(place.branch);
    if (this.#found.size > mostFound) this.#found.clear();
    for (const hash of standing) this.#found.add(hash);
    const open = new Set([...hashes].filter((hash) => !this.#found.has(hash) && !this.#missed.has(hash)));
    if (open.size > 0) this.#strike(open, await this.#loadTip(place));
    if (open.size > 0) {
      for await (const { texts } of place.branch.older()) {
        this.#strike(open, await this.#load(texts, place));
        if (open.size === 0) break;
      }
    }
    for (const hash of open) this.#missed.add(hash);
    return new Set([...hashes].filter((hash) => this.#found.has(hash)));
  }

  /** The extract that stands on the branch by this name, or by its `id` when it has another name there. */
  async standing(place: Place, { name, id }: Pick<ResolvedExtract, "name" | "id">): Promise<ApprovedExtract | undefined> {
    await this.#take(place.branch);
    const { extracts, sources } = await this.#loadTip(place);
    const byId = id === undefined ? undefined : [...extracts.values()].find((each) => each.id === id);
    const extract = byId ?? extracts.get(name);
    const its = extract && sources.get(extract.name);
    return extract === undefined || its === undefined ? undefined : { extract, sources: its };
  }

  /** The branch has moved: what was not there may be. One that was pushed by force may have lost what was. */
  async #take(branch: ProtectedBranch): Promise<void> {
    const before = this.#branch;
    if (before?.commit === branch.commit) return;
    if (before !== undefined && !(await branch.holds(before.commit))) this.#found.clear();
    this.#branch = branch;
    this.#tip = undefined;
    this.#missed.clear();
  }

  #loadTip(place: Place): Promise<KeptProject> {
    this.#tip ??= place.branch.texts().then((texts) => this.#load(texts, place));
    this.#tip.catch(() => {
      this.#tip = undefined;
    });
    return this.#tip;
  }

  /** Without connections: what is approved is no matter of the operator's part, and of mistakes in it. */
  #load({ files }: LoadTexts, { today }: Place): Promise<KeptProject> {
    return inSlices(this.#loader.load({ files }, { today }));
  }

  #strike(open: Set<string>, { extracts }: KeptProject): void {
    for (const extract of extracts.values()) {
      const hash = definitionHash(extract);
      if (open.delete(hash)) this.#found.add(hash);
    }
  }
}
