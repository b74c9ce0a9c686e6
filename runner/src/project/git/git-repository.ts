import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { type GitPlace, shownPlace } from "./git-place.ts";
import { runGit } from "./run-git.ts";

const followed = "refs/datafeed/followed";
/** A lock older than any call may take was left by one that was killed. */
const staleLockMs = 300_000;

/** A bare clone of a repository, of which one branch is fetched. */
export class GitRepository {
  readonly place: GitPlace;
  readonly folder: string;

  private constructor(place: GitPlace, folder: string) {
    this.place = place;
    this.folder = folder;
  }

  /** Opens the clone of a place below a folder of the runner's, or makes an empty one. Errors: git-missing, git-failed. */
  static async open(place: GitPlace, state: string): Promise<GitRepository> {
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
    return new GitRepository(place, folder);
  }

  /** Fetches the branch, whatever became of it, and answers with its commit. Errors: git-branch-missing, git-failed. */
  async fetch(signal?: AbortSignal): Promise<string> {
    const { url, branch } = this.place;
    const source = branch === undefined ? "HEAD" : `refs/heads/${branch}`;
    const flags = ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-gc"];
    const call = { place: this.place, ...(signal !== undefined && { signal }) };
    try {
      await this.git(["fetch", ...flags, "--", url, `+${source}:${followed}`], call);
    } catch (error) {
      if (error instanceof DatafeedError && error.code === "git-failed") {
        this.#removeStaleLocks();
        if (/couldn't find remote ref/i.test(error.message)) throw branchMissing(this.place, error);
      }
      throw error;
    }
    const commit = await this.commit();
    if (commit === undefined) throw branchMissing(this.place);
    return commit;
  }

  /** The commit that was fetched last; undefined before the first. */
  async commit(): Promise<string | undefined> {
    const found = await this.git(["for-each-ref", "--format=%(objectname)", followed]);
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

function branchMissing(place: GitPlace, cause?: unknown): DatafeedError {
  const { url, branch } = place;
  const message = branch === undefined ? `${url} has no commit.` : `${url} has no branch ${JSON.stringify(branch)}.`;
  return new DatafeedError("git-branch-missing", message, { hint: "Check the name after #, or push the branch.", cause });
}
