import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { CommitReader } from "./read-project-at.ts";
import { type GitCall, runGit } from "./run-git.ts";

/**
 * The repository that a project stands in, read as it is: nothing is fetched or written, no hook and no filter runs, no network is
 * reached.
 */
export class LocalRepository implements CommitReader {
  readonly place: { readonly folder: string };
  /** Whether its history ends early: a clone with `--depth`. */
  readonly shallow: boolean;
  readonly #root: string;
  readonly #signal: AbortSignal | undefined;

  private constructor(root: string, folder: string, shallow: boolean, signal: AbortSignal | undefined) {
    this.#root = root;
    this.place = { folder };
    this.shallow = shallow;
    this.#signal = signal;
  }

  /** The repository around a project's folder. Errors: git-repository-missing, git-missing, git-failed. */
  static async around(root: string, signal?: AbortSignal): Promise<LocalRepository> {
    const call = { folder: root, ...(signal !== undefined && { signal }) };
    const asked = ["rev-parse", "--is-shallow-repository", "--show-prefix"];
    const printed = await runGit(asked, call).catch((error: unknown) => {
      if (!(error instanceof DatafeedError) || !/not a git repository/i.test(error.message)) throw error;
      throw new DatafeedError("git-repository-missing", `${root} stands in no Git repository.`, { cause: error });
    });
    const [shallow, ...prefix] = printed.toString("utf8").split("\n");
    return new LocalRepository(root, prefix.join("\n").replace(/\/?\n?$/, ""), shallow === "true", signal);
  }

  /** The commit that a branch, tag or id names; undefined when there is none. Errors: git-ref-invalid, git-failed. */
  async commitOf(ref: string): Promise<string | undefined> {
    if (!isRef(ref)) {
      throw new DatafeedError("git-ref-invalid", `${JSON.stringify(ref)} can't be the name of a commit.`);
    }
    return await this.#ask(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`], /^git rev-parse failed: /);
  }

  /** The branch into which changes go: what the upstream calls its own, else main or master, there or here; as people write it. */
  async defaultBranch(): Promise<string | undefined> {
    const printed = await this.git(["for-each-ref", "--format=%(refname) %(symref:short)", ...defaultBranches]);
    const found = new Map(
      printed
        .toString("utf8")
        .split("\n")
        .map((line) => line.split(" ") as [string, string]),
    );
    const ref = defaultBranches.find((each) => found.has(each));
    return ref && (found.get(ref) || ref.replace(/^refs\/(remotes|heads)\//, ""));
  }

  /** The newest commit that both have in their history; undefined when none is here. */
  mergeBase(one: string, other: string): Promise<string | undefined> {
    return this.#ask(["merge-base", one, other], /: it said nothing$/);
  }

  git(parameters: readonly string[], call: GitCall = {}): Promise<Buffer> {
    return runGit(parameters, { folder: this.#root, ...(this.#signal !== undefined && { signal: this.#signal }), ...call });
  }

  /** What git prints; undefined when it fails and says `no`. */
  async #ask(parameters: readonly string[], no: RegExp): Promise<string | undefined> {
    try {
      return (await this.git(parameters)).toString("utf8").trim() || undefined;
    } catch (error) {
      if (error instanceof DatafeedError && error.code === "git-failed" && no.test(error.message)) return undefined;
      throw error;
    }
  }
}

const defaultBranches = [
  "refs/remotes/origin/HEAD",
  "refs/remotes/origin/main",
  "refs/remotes/origin/master",
  "refs/heads/main",
  "refs/heads/master",
];

/** As https://git-scm.com/docs/gitrevisions has them, but for searches and ranges; nothing that looks like an option. */
function isRef(text: string): boolean {
  return text.length <= 300 && /^[\p{L}\p{N}_@][\p{L}\p{N}_@{}~^./+#=,%!-]*$/u.test(text) && !text.includes("..");
}
