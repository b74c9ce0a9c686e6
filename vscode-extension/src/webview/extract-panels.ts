import * as vscode from "vscode";

export interface ExtractPanelsOptions {
  readonly viewType: string;
  readonly icon: vscode.Uri;
  /** Keeps what the page has while it is hidden: only where asking anew costs more than memory. */
  readonly retained: boolean;
  title(extract: string): string;
  /** Fills a panel; what it answers with is disposed of when the panel is closed. */
  fill(panel: vscode.WebviewPanel, extract: string): vscode.Disposable;
}

/** Panels beside the text, one for each extract, that outlive a reload of the window. The page's state holds `extract`. */
export class ExtractPanels implements vscode.Disposable {
  readonly #options: ExtractPanelsOptions;
  readonly #open = new Map<string, vscode.WebviewPanel>();
  readonly #serializer: vscode.Disposable;

  constructor(options: ExtractPanelsOptions) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(options.viewType, {
      deserializeWebviewPanel: async (panel, state: { readonly extract?: string } | undefined) => {
        // An editor in a browser may come back without the page's state; its title it always has.
        const extract = state?.extract ?? extractIn(panel.title, options.title);
        if (extract === undefined) panel.dispose();
        else this.#fill(panel, extract);
      },
    });
  }

  /** Brings the extract's panel to the front; answers false when it is new. */
  show(extract: string): boolean {
    const open = this.#open.get(extract);
    if (open !== undefined) {
      open.reveal(undefined, true);
      return true;
    }
    const { viewType, title, retained } = this.#options;
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const options = { retainContextWhenHidden: retained, enableFindWidget: true };
    this.#fill(vscode.window.createWebviewPanel(viewType, title(extract), where, options), extract);
    return false;
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const panel of this.#open.values()) panel.dispose();
  }

  #fill(panel: vscode.WebviewPanel, extract: string): void {
    panel.iconPath = this.#options.icon;
    this.#open.set(extract, panel);
    const filled = this.#options.fill(panel, extract);
    panel.onDidDispose(() => {
      filled.dispose();
      if (this.#open.get(extract) === panel) this.#open.delete(extract);
    });
  }
}

/** The name that a title was made with. */
function extractIn(title: string, titleOf: (extract: string) => string): string | undefined {
  const [before = "", after = ""] = titleOf("\0").split("\0");
  if (!title.startsWith(before) || !title.endsWith(after)) return undefined;
  return title.slice(before.length, title.length - after.length) || undefined;
}
