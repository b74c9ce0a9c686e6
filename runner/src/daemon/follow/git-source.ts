import type { Logger } from "pino";
import type { SourceProblem } from "../../commands/commands.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { Diagnostic } from "../../errors/diagnostic.ts";
import { type ConnectionsPlaces, operatorFiles, readOperatorConnections } from "../../project/connections-file.ts";
import { parseGitPlace, shownPlace } from "../../project/git/git-place.ts";
import { GitRepository } from "../../project/git/git-repository.ts";
import { readProjectAt, type TextsAt } from "../../project/git/read-project-at.ts";
import type { ConnectionsText } from "../../project/project-texts.ts";
import type { Part } from "../part.ts";
import { FileWatch } from "./file-watch.ts";
import { ProtectedBranch } from "./protected-branch.ts";
import { Rounds } from "./rounds.ts";
import type { OnSnapshot } from "./snapshot.ts";

export interface GitSourceOptions {
  /** `URL#BRANCH:folder`; may hold a password, and is never shown. */
  readonly url: string;
  /** The runner's folder: the clone is kept below it. */
  readonly state: string;
  /** From where relative paths of the connections count. */
  readonly root: string;
  /** The operator's; those of the repository count for nothing (DESIGN 3). */
  readonly connections: ConnectionsPlaces;
  readonly log: Logger;
  readonly onSnapshot: OnSnapshot;
  /** What stands there is approved. */
  readonly protectedBranch?: string;
  /** Default: 30 s. */
  readonly pollMs?: number;
}

/**
 * Follows a branch of a Git repository: asks now and then, and at once when somebody says that it has moved, or when the
 * connections have changed.
 */
export class GitSource implements Part {
  readonly name = "follow";
  readonly #options: GitSourceOptions;
  readonly #log: Logger;
  readonly #shown: string;
  readonly #rounds: Rounds;
  readonly #connections: FileWatch;
  #repository: GitRepository | undefined;
  #newestAt: number | undefined;
  #guard: ProtectedBranch | undefined;
  #read: { readonly commit: string; readonly texts: TextsAt } | undefined;

  /** Errors: git-place. */
  constructor(options: GitSourceOptions) {
    this.#options = options;
    this.#shown = shownPlace(parseGitPlace(options.url));
    this.#log = options.log.child({ part: this.name });
    this.#connections = new FileWatch(operatorFiles(options.connections));
    this.#rounds = new Rounds({ work: (signal) => this.#follow(signal), everyMs: options.pollMs ?? 30_000, log: this.#log });
  }

  /** Why the branch can't be fetched or read at the moment; the last commit is in force meanwhile. */
  get problem(): SourceProblem | undefined {
    return this.#rounds.problem;
  }

  get newestAt(): number | undefined {
    return this.#newestAt;
  }

  /**
   * Fetches and delivers the branch, then goes on. When it can't be fetched the commit that was fetched last is delivered, if
   * there is one. Errors: git-*, project-missing, connections-missing, and those of `onSnapshot`.
   */
  async start(signal?: AbortSignal): Promise<void> {
    const { state, url, protectedBranch } = this.#options;
    this.#readConnections();
    this.#repository = await GitRepository.open(parseGitPlace(url), state, protectedBranch);
    try {
      await this.#follow(signal);
      this.#rounds.later();
    } catch (error) {
      const last = await this.#repository.commit();
      if (last === undefined || !(error instanceof DatafeedError) || !error.code.startsWith("git-")) throw error;
      this.#log.warn({ err: error, commit: last }, "the branch can't be fetched; the commit that was fetched last is in force");
      await this.#deliver(last);
      void this.#rounds.soon();
    }
    this.#connections.start(this.nudge);
  }

  async stop(): Promise<void> {
    this.#connections.stop();
    await this.#rounds.stop();
  }

  /** Fetches at once: a webhook said that the branch has moved. */
  readonly nudge = (): void => {
    void this.#rounds.soon();
  };

  /** Fetches and delivers the branch, changed or not. */
  refresh(): Promise<void> {
    return this.#rounds.soon();
  }

  async #follow(signal?: AbortSignal): Promise<void> {
    const repository = this.#repository;
    if (repository === undefined) throw new TypeError("start() comes first");
    const before = this.#read?.commit;
    const newestAt = performance.now();
    const commit = await repository.fetch(signal);
    if (before !== undefined && commit !== before) this.#log.info({ commit, before }, "the branch has moved");
    await this.#deliver(commit, { newestAt });
    this.#newestAt = newestAt;
    if (commit !== before)
      await repository.tidy(signal).catch((error: unknown) => this.#log.debug({ err: error }, "git gc failed"));
  }

  async #deliver(commit: string, when: { readonly newestAt?: number } = {}): Promise<void> {
    const { root, onSnapshot } = this.#options;
    const repository = this.#repository;
    if (repository === undefined) throw new TypeError("start() comes first");
    if (this.#read?.commit !== commit) {
      const texts = await readProjectAt(repository, commit, this.#read?.texts.blobs);
      this.#read = { commit, texts };
    }
    const { files, diagnostics } = this.#read.texts;
    const connections = this.#readConnections();
    const texts =
      "code" in connections
        ? { root, files, diagnostics: [...diagnostics, connections] }
        : { root, files, diagnostics, connections };
    await onSnapshot({ texts, source: this.#shown, commit, isBranch: true, ...(await this.#protected(repository)), ...when });
  }

  async #protected(repository: GitRepository): Promise<{ readonly protectedBranch?: ProtectedBranch }> {
    const { protectedBranch: name } = this.#options;
    if (name === undefined) return {};
    const commit = await repository.protectedCommit();
    if (commit === undefined) throw new DatafeedError("git-branch-missing", `The protected branch ${name} was never fetched.`);
    if (this.#guard?.commit !== commit) this.#guard = new ProtectedBranch(repository, name, commit);
    return { protectedBranch: this.#guard };
  }

  #readConnections(): ConnectionsText | Diagnostic {
    const { root, connections } = this.#options;
    const read = readOperatorConnections(root, connections);
    if (read !== undefined) return read;
    const message = "A repository that is followed can't bring its own connections, and none were named.";
    throw new DatafeedError("connections-missing", message, { hint: "Name the operator's file with --connections." });
  }
}
