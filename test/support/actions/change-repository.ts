import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Who commits, and no configuration of this machine. */
const surroundings = {
  ...{ GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null", GIT_TERMINAL_PROMPT: "0" },
  ...{ GIT_AUTHOR_NAME: "Amy", GIT_AUTHOR_EMAIL: "amy@acme.example", GIT_AUTHOR_DATE: "2026-03-01T12:00:00Z" },
  ...{ GIT_COMMITTER_NAME: "Amy", GIT_COMMITTER_EMAIL: "amy@acme.example", GIT_COMMITTER_DATE: "2026-03-01T12:00:00Z" },
};

/** Commits of a change, as GitHub has them. */
export interface Change {
  readonly base: string;
  readonly head: string;
  /** Undefined where the change conflicts. */
  readonly merge?: string;
}

/** A repository as GitHub keeps it, with `refs/pull/N/head` and `refs/pull/N/merge`; clones as of `actions/checkout`. */
export class ChangeRepository implements Disposable {
  readonly folder: string;
  readonly #origin: string;
  readonly #work: string;

  /** @param files of the branch `main`, by path; a folder of them is copied first. */
  constructor(files: Readonly<Record<string, string>>, copied?: (folder: string) => void) {
    this.folder = mkdtempSync(join(tmpdir(), "datafeed-change-"));
    this.#origin = join(this.folder, "origin.git");
    this.#work = join(this.folder, "author");
    git(this.folder, "init", "--quiet", "--bare", "--initial-branch=main", this.#origin);
    // As GitHub does: any commit that it has can be fetched by its id.
    git(this.#origin, "config", "uploadpack.allowAnySHA1InWant", "true");
    git(this.folder, "clone", "--quiet", this.url, this.#work);
    copied?.(this.#work);
    this.commit("main", files);
  }

  get url(): string {
    return `file://${this.#origin}`;
  }

  /** Commits files to a branch of the author's, starting from `from` where the branch is new; answers the commit. */
  commit(branch: string, files: Readonly<Record<string, string | undefined>>, from?: string): string {
    if (from !== undefined) git(this.#work, "checkout", "--quiet", "-B", branch, from);
    else git(this.#work, "checkout", "--quiet", "-B", branch);
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.#work, path);
      mkdirSync(dirname(file), { recursive: true });
      if (text === undefined) rmSync(file);
      else writeFileSync(file, text);
    }
    git(this.#work, "add", "--all");
    git(this.#work, "commit", "--quiet", "--allow-empty", "--message", `Change ${branch}`);
    if (branch === "main") git(this.#work, "push", "--quiet", "origin", "main");
    return git(this.#work, "rev-parse", "HEAD");
  }

  /** Opens a pull request: a commit on a branch from `from`, and its merge into main, which nobody asked for yet. */
  open(
    number: number,
    files: Readonly<Record<string, string | undefined>>,
    { from = "origin/main", conflicts = false } = {},
  ): Change {
    const base = git(this.#work, "rev-parse", "origin/main");
    const head = this.commit(`change-${number}`, files, from);
    // A fork's commits are in the repository by this name alone.
    git(this.#work, "push", "--quiet", "--force", "origin", `${head}:refs/pull/${number}/head`);
    if (conflicts) return { base, head };
    git(this.#work, "checkout", "--quiet", "--detach", base);
    git(this.#work, "merge", "--quiet", "--no-ff", "--message", `Merge ${head} into ${base}`, head);
    const merge = git(this.#work, "rev-parse", "HEAD");
    git(this.#work, "push", "--quiet", "--force", "origin", `${merge}:refs/pull/${number}/merge`);
    return { base, head, merge };
  }

  /** A clone in which one commit is checked out, with so much of its history. */
  checkout(ref: string, depth: number | "all" = 1): string {
    const folder = mkdtempSync(join(this.folder, "checkout-"));
    git(folder, "init", "--quiet");
    git(folder, "remote", "add", "origin", this.url);
    const short = depth === "all" ? [] : [`--depth=${depth}`];
    git(folder, "fetch", "--quiet", "--no-tags", ...short, "origin", `+${ref}:refs/remotes/checked/out`);
    git(folder, "checkout", "--quiet", "--detach", "refs/remotes/checked/out");
    return folder;
  }

  /** What is there beside the documents, and no part of the repository. */
  static leaveOut(folder: string, names: readonly string[]): void {
    writeFileSync(join(folder, ".git/info/exclude"), names.map((name) => `/${name}\n`).join(""));
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs git to its end and answers what it printed. */
export function git(folder: string, ...args: readonly string[]): string {
  const env = { ...process.env, ...surroundings };
  return execFileSync("git", args, { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

/** Copies documents of this project into a folder. */
export function copyProject(folder: string): void {
  const root = join(import.meta.dirname, "../../..");
  for (const name of ["datafeed.yaml", "connections.yaml", "extracts", "templates"]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
}
