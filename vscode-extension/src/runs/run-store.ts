import type * as vscode from "vscode";
import type { BegunRun, FollowedRun } from "./run-state.ts";

const key = "datafeed.runs";

/** The runs under way, kept where a reload of the window finds them. */
export class RunStore {
  readonly #memento: Pick<vscode.Memento, "get" | "update">;

  constructor(memento: Pick<vscode.Memento, "get" | "update">) {
    this.#memento = memento;
  }

  read(): readonly BegunRun[] {
    return this.#memento.get<readonly BegunRun[]>(key, []);
  }

  async write(runs: Iterable<FollowedRun>): Promise<void> {
    const kept = [...runs].map(({ id, extract, place, startedAt, asked }): BegunRun => {
      return { id, extract, place, startedAt, asked };
    });
    await this.#memento.update(key, kept);
  }
}
