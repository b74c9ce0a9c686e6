import * as vscode from "vscode";

const scheme = "datafeed-preview-sql";

/** The SQL of previews as documents that can be read, not written. */
export class PreviewSql implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #provider: vscode.Disposable;

  constructor() {
    this.#provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: (uri) => this.#texts.get(uri.path) ?? "",
    });
  }

  /** Keeps the newest text; a document that shows an older one is refreshed. */
  set(extract: string, sql: string): void {
    const uri = uriOf(extract);
    this.#texts.set(uri.path, `${sql}\n`);
    this.#changed.fire(uri);
  }

  async open(extract: string): Promise<void> {
    await vscode.window.showTextDocument(uriOf(extract), { viewColumn: vscode.ViewColumn.Active, preview: true });
  }

  dispose(): void {
    this.#provider.dispose();
    this.#changed.dispose();
  }
}

function uriOf(extract: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${extract}.sql` });
}
