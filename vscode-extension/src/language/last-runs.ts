import * as vscode from "vscode";
import type { RunView } from "../../../runner/src/commands/commands.ts";
import type { Services } from "../services.ts";

/** The newest run of each extract that was asked about. Asking never waits: an answer that comes later is told of. */
export class LastRuns implements vscode.Disposable {
  readonly #desks: Services["desks"];
  readonly #known = new Map<string, RunView | undefined>();
  readonly #asked = new Set<string>();
  readonly #change = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#change.event;
  readonly #listening: vscode.Disposable;

  constructor({ desks, runs }: Pick<Services, "desks" | "runs">) {
    this.#desks = desks;
    const again = (): void => {
      this.#asked.clear();
      this.#change.fire();
    };
    let underWay: readonly string[] = [];
    this.#listening = vscode.Disposable.from(
      this.#change,
      desks.onDidChangeResults(again),
      runs.onDidChange(() => {
        const before = underWay;
        underWay = runs.underWay.map(({ extract }) => extract);
        for (const extract of [...before, ...underWay]) this.#asked.delete(extract);
        this.#change.fire();
      }),
      desks.onDidChange(() => {
        // Another place: what was known there says nothing here.
        this.#known.clear();
        again();
      }),
    );
  }

  /** As far as it is known. */
  of(extract: string): RunView | undefined {
    if (!this.#asked.has(extract) && vscode.workspace.isTrusted && this.#desks.place !== undefined) {
      this.#asked.add(extract);
      void this.#ask(extract);
    }
    return this.#known.get(extract);
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #ask(extract: string): Promise<void> {
    try {
      const desk = await this.#desks.quiet();
      if (desk === undefined) return;
      const { items } = await desk.listRuns({ extract, pageSize: 1, sort: "-started" });
      if (JSON.stringify(items[0]) === JSON.stringify(this.#known.get(extract))) return;
      this.#known.set(extract, items[0]);
      this.#change.fire();
    } catch {
      // Nothing is shown of what can't be asked; the views say why.
    }
  }
}
