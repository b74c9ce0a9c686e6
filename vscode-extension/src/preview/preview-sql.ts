import * as vscode from "vscode";
import type { PanelSubject } from "../webview/panel-subject.ts";

const scheme = "datafeed-preview-sql";

/** The SQL of previews as documents that can be read, not written. */
export class PreviewSql implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #provider: vscode.Disposable;

  constructor() {
    this.#provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? "",
    });
  }

  /** Keeps the newest text; a document that shows an older one is refreshed. */
  set(subject: PanelSubject, sql: string): void {
    const uri = uriOf(subject);
    this.#texts.set(uri.toString(), `${sql}\n`);
    this.#changed.fire(uri);
  }

  async open(subject: PanelSubject): Promise<void> {
    await vscode.window.showTextDocument(uriOf(subject), { viewColumn: vscode.ViewColumn.Active, preview: true });
  }

  dispose(): void {
    this.#provider.dispose();
    this.#changed.dispose();
  }
}

function uriOf({ extract, place = "" }: PanelSubject): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${extract}.sql`, query: place });
}
