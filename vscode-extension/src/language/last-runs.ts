import * as vscode from "vscode";
import type { RunView } from "../../../runner/src/commands/commands.ts";
import type { Services } from "../services.ts";
import { LastAnswers } from "./last-answers.ts";

/** The newest run of each extract that was asked about. Asking never waits: an answer that comes later is told of. */
export class LastRuns implements vscode.Disposable {
  readonly #desks: Services["desks"];
  readonly #answers: LastAnswers<RunView>;
  readonly #change = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#change.event;
  readonly #listening: vscode.Disposable;

  constructor({ desks, runs }: Pick<Services, "desks" | "runs">) {
    this.#desks = desks;
    this.#answers = new LastAnswers(
      async (extract) => {
        const desk = await desks.quiet();
        return (await desk?.listRuns({ extract, pageSize: 1, sort: "-started" }))?.items[0];
      },
      () => this.#change.fire(),
    );
    let underWay: readonly string[] = [];
    this.#listening = vscode.Disposable.from(
      this.#change,
      desks.onDidChangeResults(() => this.#answers.again()),
      runs.onDidChange(() => {
        const before = underWay;
        underWay = runs.underWay.map(({ extract }) => extract);
        this.#answers.again([...before, ...underWay]);
      }),
      desks.onDidChange(() => this.#answers.forget()),
    );
  }

  /** As far as it is known. */
  of(extract: string): RunView | undefined {
    const mayAsk = vscode.workspace.isTrusted && this.#desks.place !== undefined;
    return mayAsk ? this.#answers.of(extract) : undefined;
  }

  dispose(): void {
    this.#listening.dispose();
  }
}
