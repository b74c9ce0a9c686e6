import * as vscode from "vscode";
import { DatafeedError, messageOf } from "../../../runner/src/errors/datafeed-error.ts";
import { hasErrors, sqlOf } from "../../../runner/src/language.ts";
import type { OpenProject, Projects } from "../services.ts";

const scheme = "datafeed-sql";

/**
 * The query of an extract beside its YAML: `datafeed-sql:/NAME.sql?PROJECT`. It follows what is written; while the extract has
 * errors the last sound query stays, with a line above it that says so.
 */
export class SqlDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #projects: Projects;
  readonly #change = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#change.event;
  /** Of the open documents, by address. */
  readonly #shown = new Map<string, string>();
  readonly #listening: vscode.Disposable;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#listening = vscode.Disposable.from(
      this.#change,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      projects.onDidChange(() => this.#lookAgain()),
      // The editor hears of no change before a document is open.
      vscode.workspace.onDidOpenTextDocument(({ uri }) => {
        if (uri.scheme === scheme) this.#lookAgain();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#shown.delete(uri.toString())),
    );
  }

  dispose(): void {
    this.#listening.dispose();
  }

  /** Shows the query of an extract beside the active editor. */
  async show(project: OpenProject, extract: string): Promise<void> {
    await project.refresh();
    const uri = vscode.Uri.from({ scheme, path: `/${extract}.sql`, query: project.folder.toString() });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    // After a reload of the window the projects are not there at once.
    await this.#projects.ready();
    const text = this.#textOf(uri);
    this.#shown.set(uri.toString(), text);
    return text;
  }

  #lookAgain(): void {
    for (const [key, text] of this.#shown) {
      const uri = vscode.Uri.parse(key, true);
      if (this.#textOf(uri) !== text) this.#change.fire(uri);
    }
  }

  #textOf(uri: vscode.Uri): string {
    const name = uri.path.slice(1, -".sql".length);
    const project = this.#projects.all.find(({ folder }) => folder.toString() === uri.query);
    try {
      const found = project && sqlOf(project.loaded, name, new Date().toISOString());
      if (found !== undefined) return found.exampleWindow ? `${exampleNote()}\n${found.text}` : found.text;
      return this.#withoutQuery(uri, reasonWithout(project, name));
    } catch (error) {
      const hint = error instanceof DatafeedError ? error.hint : undefined;
      return this.#withoutQuery(uri, [messageOf(error), hint].filter(Boolean).join(" "));
    }
  }

  #withoutQuery(uri: vscode.Uri, reason: string): string {
    const before = this.#shown.get(uri.toString())?.replace(/^-- ⚠ .*\n/, "") ?? "";
    return `-- ⚠ ${reason}\n${before}`;
  }
}

function exampleNote(): string {
  return `-- ${vscode.l10n.t("The extract has no window of its own: this one is an example.")}`;
}

function reasonWithout(project: OpenProject | undefined, name: string): string {
  const { l10n } = vscode;
  if (project?.loaded.extracts.has(name)) return l10n.t("The connections do not say what kind of warehouse it reads.");
  // Where a text can't be read, nobody knows what is in it.
  if (hasErrors(project?.findings ?? [])) return l10n.t("The extract {0} has errors: they are listed under Problems.", name);
  return l10n.t("There is no extract {0} any more.", name);
}
