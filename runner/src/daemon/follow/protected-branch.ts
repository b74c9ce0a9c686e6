import { DatafeedError } from "../../errors/datafeed-error.ts";
import { documentFolders, projectFile } from "../../project/document-files.ts";
import { type CommitReader, type KnownBlobs, readProjectAt, type TextsAt } from "../../project/git/read-project-at.ts";

/** The documents of one commit of the branch. */
export interface ApprovedTexts {
  readonly commit: string;
  readonly texts: Pick<TextsAt, "files" | "diagnostics">;
}

/** Commits that are asked for what stood there: those that changed documents, the newest first. */
const mostOlder = 50;
/** So far back a commit is known as one of the branch's. */
const mostHeld = 10_000;

/**
 * The protected branch at one commit. What counts is what the branch itself pointed to: its first parents. A commit that came with
 * a merge was a step in somebody's pull request, which nobody has approved alone.
 */
export class ProtectedBranch {
  readonly name: string;
  readonly commit: string;
  readonly #repository: CommitReader;
  #tip: Promise<TextsAt> | undefined;
  #held: Promise<ReadonlySet<string>> | undefined;

  constructor(repository: CommitReader, name: string, commit: string) {
    this.#repository = repository;
    this.name = name;
    this.commit = commit;
  }

  /** The documents at its tip. Errors: project-missing, git-failed. */
  texts(): Promise<TextsAt> {
    this.#tip ??= readProjectAt(this.#repository, this.commit);
    this.#tip.catch(() => {
      this.#tip = undefined;
    });
    return this.#tip;
  }

  /** Whether the branch has pointed to a commit. Error: git-failed. */
  async holds(commit: string): Promise<boolean> {
    if (commit === this.commit) return true;
    this.#held ??= this.#commits(`--max-count=${mostHeld}`).then((commits) => new Set(commits));
    this.#held.catch(() => {
      this.#held = undefined;
    });
    return (await this.#held).has(commit);
  }

  /** What stood there before, as far back as is looked. Errors: git-failed. */
  async *older(): AsyncGenerator<ApprovedTexts> {
    const { folder } = this.#repository.place;
    const paths = [projectFile, ...documentFolders].map((name) => (folder === "" ? name : `${folder}/${name}`));
    let blobs: KnownBlobs = (await this.texts()).blobs;
    for (const commit of await this.#commits(`--max-count=${mostOlder}`, "--", ...paths)) {
      if (commit === this.commit) continue;
      try {
        const texts = await readProjectAt(this.#repository, commit, blobs);
        blobs = texts.blobs;
        yield { commit, texts };
      } catch (error) {
        // Before there was a project.
        if (error instanceof DatafeedError && error.code === "project-missing") return;
        throw error;
      }
    }
  }

  async #commits(...parameters: readonly string[]): Promise<readonly string[]> {
    const [limit = "", ...paths] = parameters;
    const printed = await this.#repository.git(["rev-list", "--first-parent", limit, this.commit, ...paths]);
    return printed.toString("latin1").split("\n").filter(Boolean);
  }
}
