import type * as vscode from "vscode";
import type { BegunRun } from "./run-state.ts";

const key = "datafeed.runs";

/** The runs under way, kept where a reload of the window finds them; those at places that are not looked at now, too. */
export class RunStore {
  readonly #memento: Pick<vscode.Memento, "get" | "update">;
  /** Followed at some time since this window was loaded: what is known of them counts. */
  readonly #followed = new Set<string>();
  #kept: readonly BegunRun[];

  constructor(memento: Pick<vscode.Memento, "get" | "update">) {
    this.#memento = memento;
    this.#kept = memento.get<readonly BegunRun[]>(key, []);
  }

  read(): readonly BegunRun[] {
    return this.#kept;
  }

  /** Keeps the runs that are followed now. Resolves when it is done; at once when nothing is new. */
  async write(runs: readonly BegunRun[]): Promise<void> {
    for (const { id } of runs) this.#followed.add(id);
    const others = this.#kept.filter(({ id }) => !this.#followed.has(id));
    const kept = [
      ...others,
      ...runs.map(({ id, extract, place, startedAt, asked }) => ({ id, extract, place, startedAt, asked })),
    ];
    if (kept.map(({ id }) => id).join() === this.#kept.map(({ id }) => id).join()) return;
    this.#kept = kept;
    await this.#memento.update(key, kept);
  }
}
