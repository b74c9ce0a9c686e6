import * as vscode from "vscode";
import { type ExtractLens, lenses } from "../../../runner/src/language.ts";
import type { OpenProject, Services } from "../services.ts";
import { editedDocument, rangeAt } from "./edited-file.ts";
import { LastRuns } from "./last-runs.ts";
import { runTitle } from "./run-title.ts";

/** Run, Preview, SQL and the last run above each extract. */
export class ExtractLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #projects: Services["projects"];
  readonly #lastRuns: LastRuns;
  readonly #change = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#change.event;
  readonly #listening: vscode.Disposable;

  constructor(services: Pick<Services, "projects" | "desks" | "runs">) {
    this.#projects = services.projects;
    this.#lastRuns = new LastRuns(services);
    const again = (): void => this.#change.fire();
    this.#listening = vscode.Disposable.from(
      this.#change,
      this.#lastRuns,
      this.#lastRuns.onDidChange(again),
      services.projects.onDidChange(again),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("datafeed.codeLens") && again()),
    );
  }

  dispose(): void {
    this.#listening.dispose();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!vscode.workspace.getConfiguration("datafeed", document).get("codeLens", true)) return [];
    const { file, loaded, project } = editedDocument(this.#projects, document);
    if (project === undefined) return [];
    return lenses(file, loaded).flatMap((extract) => {
      const range = rangeAt(document, extract);
      return this.#commandsFor(extract, !extract.sound && isKnownUnsound(project, file.path, extract.name)).map(
        (command) => new vscode.CodeLens(range, command),
      );
    });
  }

  #commandsFor({ name }: ExtractLens, unsound: boolean): readonly vscode.Command[] {
    const { l10n } = vscode;
    const target = [{ extract: name }];
    if (unsound) {
      const title = `$(error) ${l10n.t("Has errors, so it does not run")}`;
      return [{ title, command: "workbench.actions.view.problems" }];
    }
    const sql = { title: `$(database) ${l10n.t("SQL")}`, command: "datafeed.showSql", arguments: target };
    if (!vscode.workspace.isTrusted) return [sql];
    const run = this.#lastRuns.of(name);
    const history = run && { title: runTitle(run, new Date()), command: "datafeed.showHistory", arguments: target };
    return [
      { title: `$(play) ${l10n.t("Run")}`, command: "datafeed.run", arguments: target },
      { title: `$(open-preview) ${l10n.t("Preview")}`, command: "datafeed.preview", arguments: target },
      sql,
      ...(history === undefined ? [] : [history]),
    ];
  }
}

/** One that was written this moment is not known yet: nothing bad is said of it. */
function isKnownUnsound({ loaded, findings }: OpenProject, path: string, extract: string): boolean {
  return (
    loaded.unsound.some(({ kind, name }) => kind === "Extract" && name === extract) ||
    findings.some(({ file, severity }) => file === path && severity === "error")
  );
}
