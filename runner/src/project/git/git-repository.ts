import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { type GitPlace, shownPlace } from "./git-place.ts";
import { runGit } from "./run-git.ts";

const followed = "refs/datafeed/followed";
/** A lock older than any call may take was left by one that was killed. */
const staleLockMs = 300_000;

/** A bare clone of a repository, of which one branch is fetched, and perhaps the protected one besides. */
export class GitRepository {
  readonly place: GitPlace;
  readonly folder: string;
  readonly #protectedBranch: string | undefined;

  private constructor(place: GitPlace, folder: string, protectedBranch: string | undefined) {
    this.place = place;
    this.folder = folder;
    this.#protectedBranch = protectedBranch;
  }

  /** Opens the clone of a place below a folder of the runner's, or makes an empty one. Errors: git-missing, git-failed. */
  static async open(place: GitPlace, state: string, protectedBranch?: string): Promise<GitRepository> {
    const clones = join(state, "git");
    const name = createHash("sha256").update(shownPlace(place)).digest("hex").slice(0, 16);
    const folder = join(clones, name);
    if (!existsSync(join(folder, "HEAD"))) {
      mkdirSync(clones, { recursive: true });
      rmSync(folder, { recursive: true, force: true });
      const made = mkdtempSync(join(clones, "new-"));
      await runGit(["init", "--quiet", "--bare", "--template=", made]);
      renameSync(made, folder);
    }
    return new GitRepository(place, folder, protectedBranch);
  }

  /** Fetches its branches, whatever became of them, and answers with the followed one's commit. Errors: git-branch-missing, git-failed. */
  async fetch(signal?: AbortSignal): Promise<string> {
    const { url, branch } = this.place;
    const source = branch === undefined ? "HEAD" : `refs/heads/${branch}`;
    const flags = ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-gc"];
    const call = { place: this.place, ...(signal !== undefined && { signal }) };
    const guard = this.#protectedBranch;
    const guarded = guard === undefined ? [] : [`+refs/heads/${guard}:${protectedRef(guard)}`];
    try {
      await this.git(["fetch", ...flags, "--", url, `+${source}:${followed}`, ...guarded], call);
    } catch (error) {
      if (error instanceof DatafeedError && error.code === "git-failed") {
        this.#removeStaleLocks();
        const missing = /couldn't find remote ref (?:refs\/heads\/)?([^\s;]+)/i.exec(error.message)?.[1];
        if (missing !== undefined) throw branchMissing(this.place, error, missing === "HEAD" ? branch : missing);
      }
      throw error;
    }
    const commit = await this.commit();
    if (commit === undefined) throw branchMissing(this.place);
    return commit;
  }

  /** The commit that was fetched last; undefined before the first. */
  commit(): Promise<string | undefined> {
    return this.#commitOf(followed);
  }

  /** The protected branch's, as it was fetched last. */
  async protectedCommit(): Promise<string | undefined> {
    return this.#protectedBranch && (await this.#commitOf(protectedRef(this.#protectedBranch)));
  }

  async #commitOf(ref: string): Promise<string | undefined> {
    const found = await this.git(["for-each-ref", "--format=%(objectname)", ref]);
    return found.toString("utf8").trim() || undefined;
  }

  /** Packs what many fetches have brought, when it is much. */
  async tidy(signal?: AbortSignal): Promise<void> {
    const call = { timeoutMs: 600_000, ...(signal !== undefined && { signal }) };
    await this.git(["-c", "gc.autoDetach=false", "gc", "--auto", "--quiet"], call);
  }

  git(parameters: readonly string[], call?: Parameters<typeof runGit>[1]): Promise<Buffer> {
    return runGit([`--git-dir=${this.folder}`, ...parameters], call);
  }

  #removeStaleLocks(): void {
    for (const path of readdirSync(this.folder, { recursive: true, encoding: "utf8" })) {
      if (!path.endsWith(".lock")) continue;
      const lock = join(this.folder, path);
      const { mtimeMs } = statSync(lock, { throwIfNoEntry: false }) ?? {};
      if (mtimeMs !== undefined && Date.now() - mtimeMs > staleLockMs) rmSync(lock, { force: true });
    }
  }
}

/** Of each branch its own: what was fetched of one says nothing of another that is named later. */
function protectedRef(branch: string): string {
  return `refs/datafeed/protected-${createHash("sha256").update(branch).digest("hex").slice(0, 16)}`;
}

function branchMissing({ url, branch }: GitPlace, cause?: unknown, missing = branch): DatafeedError {
  const message = missing === undefined ? `${url} has no commit.` : `${url} has no branch ${JSON.stringify(missing)}.`;
  const hint = missing === branch ? "Check the name after #, or push the branch." : "Check --protected-branch.";
  return new DatafeedError("git-branch-missing", message, { hint, cause });
}
