import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { provenanceOf } from "../../runner/src/commands/estate.ts";
import { ProtectedBranch } from "../../runner/src/daemon/follow/protected-branch.ts";
import type { Applied } from "../../runner/src/daemon/reconcile/applied.ts";
import { Reconciler } from "../../runner/src/daemon/reconcile/reconciler.ts";
import { takeLease } from "../../runner/src/ledger/leases.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { LocalRepository } from "../../runner/src/project/git/local-repository.ts";
import { readProjectAt } from "../../runner/src/project/git/read-project-at.ts";
import { type LedgerPlace, ledgerPlace } from "../ledger/ledger-engines.ts";
import type { Files } from "./reconcile-world.ts";

const connectionsText = `kind: Connections
warehouses: { sample: { type: duckdb, path: sample.duckdb } }
destinations: { local: { type: file, path: out } }
`;

export interface FollowOptions {
  /** Default: "dev", beside the protected "main". */
  readonly branch?: string;
  readonly requireApproved?: boolean;
  /** Default: 2026-11-20. */
  readonly today?: () => string;
}

/** A real repository without a remote, and a ledger: runners follow its branches by what they read, not by how they fetch it. */
export class ApprovedScene {
  readonly folder = mkdtempSync(join(tmpdir(), "datafeed-approved-"));
  readonly logged: Record<string, unknown>[] = [];
  readonly #ledger: LedgerPlace;

  private constructor(ledger: LedgerPlace) {
    this.#ledger = ledger;
    execFileSync("git", ["init", "--quiet", "--initial-branch=work", this.folder]);
  }

  static async make(): Promise<ApprovedScene> {
    return new ApprovedScene(await ledgerPlace("sqlite"));
  }

  async remove(): Promise<void> {
    await this.#ledger.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The operator's file of connections, as a path. */
  connections(): string {
    const path = join(this.folder, "connections.yaml");
    writeFileSync(path, connectionsText);
    return path;
  }

  /** Sets a branch to new commits of these files, the first on `from`: nothing else is in them. Answers with the last one's id. */
  commit(branch: string, states: Files | readonly Files[], from: readonly string[] = []): string {
    const chain = Array.isArray(states) ? (states as readonly Files[]) : [states as Files];
    const stream = chain.flatMap((files, index) => [
      `commit refs/heads/${branch}\nmark :${index + 1}\ncommitter amy <amy@example.com> 1790000000 +0000\ndata 0\n`,
      index > 0 ? `from :${index}\n` : from.map((id, nth) => `${nth === 0 ? "from" : "merge"} ${id}\n`).join(""),
      "deleteall\n",
      ...Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`),
    ]);
    return this.git(["fast-import", "--quiet", "--force"], `${stream.join("")}get-mark :${chain.length}\ndone\n`);
  }

  /** Sets a branch to a commit. */
  set(branch: string, commit: string): void {
    this.git(["update-ref", `refs/heads/${branch}`, commit]);
  }

  git(parameters: readonly string[], input = ""): string {
    return execFileSync("git", ["-C", this.folder, ...parameters], { encoding: "utf8", input }).trim();
  }

  told(words: string): readonly Record<string, unknown>[] {
    return this.logged.filter(({ msg }) => String(msg).includes(words));
  }

  /** A runner that holds the lease. */
  async reconciler({ requireApproved = false, today = () => "2026-11-20" }: FollowOptions = {}) {
    const ledger: Ledger = await this.#ledger.open();
    const lease = await takeLease(ledger, "scheduler", "one", 3_600_000);
    const log = pino({ level: "info" }, { write: (line: string) => void this.logged.push(JSON.parse(line)) });
    const reconciler = new Reconciler({
      ledger,
      runner: { id: "one", version: "1.0.0" },
      log,
      lease: { name: "scheduler", epoch: () => lease?.epoch },
      now: () => new Date(`${today()}T12:00:00Z`),
      requireApproved,
    });
    return { ledger, reconciler };
  }

  /** A process that has just begun to follow a branch; `look` applies what it says now. */
  async follow(options: FollowOptions = {}) {
    const { ledger, reconciler } = await this.reconciler(options);
    const repository = await LocalRepository.around(this.folder);
    const connections = { path: "connections.yaml", text: connectionsText, trusted: true };
    let guard: ProtectedBranch | undefined;
    const look = async (): Promise<Applied> => {
      const [commit, tip] = this.git(["rev-parse", options.branch ?? "dev", "main"]).split("\n") as [string, string];
      if (guard?.commit !== tip) guard = new ProtectedBranch(repository, "main", tip);
      const { files, diagnostics } = await readProjectAt(repository, commit);
      return reconciler.apply({
        texts: { root: this.folder, files, diagnostics, connections },
        source: "test",
        commit,
        isBranch: true,
        protectedBranch: guard,
        newestAt: performance.now(),
      });
    };
    const applied = await look();
    const approval = () => reconciler.documents().approval;
    const of = (name: string) => provenanceOf(reconciler.documents(), name).approval;
    const names = () => [...reconciler.documents().extracts.keys()].sort();
    return { ledger, reconciler, applied, look, approval, of, names };
  }
}
