import * as vscode from "vscode";

const scheme = "datafeed-plan";

/** Plans as documents that the editor shows as Markdown: `datafeed-plan:/PROJECT/Plan.md?FOLDER`. The last of each project is kept. */
export class PlanDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #plans = new Map<string, string>();
  readonly #change = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#change.event;
  readonly #listening: vscode.Disposable;

  constructor() {
    this.#listening = vscode.Disposable.from(
      this.#change,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#plans.delete(uri.toString())),
    );
  }

  dispose(): void {
    this.#listening.dispose();
  }

  /** Shows a plan in the editor's Markdown preview; as a text where that is switched off. */
  async show(folder: vscode.Uri, markdown: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: "/Plan.md", query: folder.toString() });
    this.#plans.set(uri.toString(), markdown);
    this.#change.fire(uri);
    if (vscode.extensions.getExtension("vscode.markdown-language-features") !== undefined)
      await vscode.commands.executeCommand("markdown.showPreview", uri);
    else await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  /** After a reload of the window nothing is known any more. */
  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#plans.get(uri.toString()) ?? vscode.l10n.t("This plan is gone: make another one with Datafeed: Plan Changes.");
  }
}
