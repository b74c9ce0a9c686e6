import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import type { Logger } from "pino";
import type { SourceProblem } from "../../commands/commands.ts";
import { readProvenance } from "../../connect/provenance.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { type ConnectionsPlaces, connectionsFiles } from "../../project/connections-file.ts";
import { documentFolders, projectFile } from "../../project/document-files.ts";
import { LocalRepository } from "../../project/git/local-repository.ts";
import { FolderReader } from "../../project/read-project.ts";
import type { Part } from "../part.ts";
import { FileWatch } from "./file-watch.ts";
import { ProtectedBranch } from "./protected-branch.ts";
import { Rounds } from "./rounds.ts";
import type { OnSnapshot } from "./snapshot.ts";

export interface FolderSourceOptions {
  readonly folder: string;
  readonly connections?: ConnectionsPlaces;
  readonly log: Logger;
  readonly onSnapshot: OnSnapshot;
  /** What stands there is approved; as the upstream `origin` had it when it was fetched last, else the branch here. */
  readonly protectedBranch?: string;
  /** How often the folder is looked through although nothing was heard of a change. Default: 60 s. */
  readonly rescanMs?: number;
}

/** So long nothing more must happen before a change is taken up, so that a save or a checkout is one change. */
const settleMs = 150;
/** But it is not waited longer than this, should there never be rest. */
const mostSettleMs = 1_000;
/** While Git writes a working tree it holds a lock; one that is older was left behind. */
const mostGitMs = 30_000;

/**
 * Follows the documents in a folder, and the connections: watches both, and looks through the folder now and then for what the
 * system did not tell.
 */
export class FolderSource implements Part {
  readonly name = "follow";
  readonly #options: FolderSourceOptions;
  readonly #reader: FolderReader;
  readonly #rounds: Rounds;
  readonly #connections: FileWatch;
  #watcher: FSWatcher | undefined;
  #settling: NodeJS.Timeout | undefined;
  #unsettledSince: number | undefined;
  #newestAt: number | undefined;
  #guard: ProtectedBranch | undefined;

  constructor(options: FolderSourceOptions) {
    this.#options = options;
    this.#reader = new FolderReader(options.folder, options.connections);
    this.#connections = new FileWatch(connectionsFiles(options.folder, options.connections ?? {}));
    const log = options.log.child({ part: this.name });
    this.#rounds = new Rounds({ work: (signal) => this.#read(signal), everyMs: options.rescanMs ?? 60_000, log });
  }

  /** Why the folder can't be read at the moment; what was applied last is in force meanwhile. */
  get problem(): SourceProblem | undefined {
    return this.#rounds.problem;
  }

  get newestAt(): number | undefined {
    return this.#newestAt;
  }

  /** Reads and delivers what is there, then watches. Errors: those of `readProject`, and those of `onSnapshot`. */
  async start(signal?: AbortSignal): Promise<void> {
    // Watched first: what changes while it is read is heard of.
    this.#connections.start(() => this.#heard());
    await this.#watch();
    await this.#read(signal);
    if (this.#unsettledSince === undefined) this.#rounds.later();
  }

  async stop(): Promise<void> {
    this.#connections.stop();
    await this.#watcher?.close();
    clearTimeout(this.#settling);
    await this.#rounds.stop();
  }

  /** Reads and delivers what is there now, changed or not. */
  refresh(): Promise<void> {
    return this.#rounds.soon();
  }

  async #read(signal?: AbortSignal): Promise<void> {
    const { folder, onSnapshot } = this.#options;
    const newestAt = performance.now();
    const [texts, { commit, dirty }] = await Promise.all([this.#reader.read(signal), readProvenance(folder)]);
    const known = { ...(commit !== undefined && { commit }), ...(dirty !== undefined && { dirty }) };
    await onSnapshot({ texts, source: texts.root, ...known, isBranch: false, ...(await this.#protected(signal)), newestAt });
    this.#newestAt = newestAt;
  }

  async #protected(signal: AbortSignal | undefined): Promise<{ readonly protectedBranch?: ProtectedBranch }> {
    const { folder, protectedBranch: name } = this.#options;
    if (name === undefined) return {};
    const repository = await LocalRepository.around(folder, signal);
    const commit =
      (await repository.commitOf(`refs/remotes/origin/${name}`)) ?? (await repository.commitOf(`refs/heads/${name}`));
    if (commit === undefined) {
      const message = `The repository around ${folder} has no branch ${JSON.stringify(name)}, here or at origin.`;
      throw new DatafeedError("git-branch-missing", message, { hint: "Check --protected-branch, or fetch the branch." });
    }
    if (this.#guard?.commit !== commit) this.#guard = new ProtectedBranch(repository, name, commit);
    return { protectedBranch: this.#guard };
  }

  async #watch(): Promise<void> {
    const root = resolve(this.#options.folder);
    const paths = [projectFile, ...documentFolders].map((name) => join(root, name));
    this.#watcher = watch(paths, {
      ignoreInitial: true,
      followSymlinks: false,
      ignored: (path) =>
        relative(root, path)
          .split(/[/\\]/)
          .some((part) => part === "node_modules" || /^\.[^.]/.test(part)),
    });
    this.#watcher.on("all", () => this.#heard());
    // Too many files to watch, or a folder that went: the next look through the folder finds what it misses.
    this.#watcher.on("error", (error) =>
      this.#options.log.warn({ err: error }, "the folder can't be watched; it is looked through"),
    );
    await new Promise<void>((resolve) => this.#watcher?.once("ready", resolve));
  }

  #heard(): void {
    this.#unsettledSince ??= performance.now();
    clearTimeout(this.#settling);
    const left = this.#unsettledSince + mostSettleMs - performance.now();
    this.#settling = setTimeout(() => this.#settle(), Math.max(0, Math.min(settleMs, left)));
  }

  #settle(): void {
    if (isGitWriting(this.#options.folder)) {
      this.#unsettledSince = performance.now();
      this.#settling = setTimeout(() => this.#settle(), settleMs);
      return;
    }
    this.#unsettledSince = undefined;
    void this.#rounds.soon();
  }
}

/** Whether Git is changing the working tree: it holds `index.lock` from the first file to the last. */
function isGitWriting(folder: string): boolean {
  const lock = gitFolderOf(resolve(folder));
  const stat = lock === undefined ? undefined : statSync(join(lock, "index.lock"), { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs < mostGitMs;
}

/** The `.git` above a folder; that of a worktree is a file which names it. */
function gitFolderOf(folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    const git = join(current, ".git");
    if (existsSync(git)) {
      if (statSync(git).isDirectory()) return git;
      const named = /^gitdir: (.+)$/m.exec(readFileSync(git, "utf8"))?.[1];
      return named === undefined ? undefined : resolve(current, named);
    }
    if (dirname(current) === current) return undefined;
  }
}
