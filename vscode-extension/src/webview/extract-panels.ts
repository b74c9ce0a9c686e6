import * as vscode from "vscode";
import type { Desks, Projects } from "../services.ts";
import { extractIn, type PanelSubject, subjectAt, subjectKey, subjectName } from "./panel-subject.ts";

export interface ExtractPanelsOptions<Filled extends vscode.Disposable> {
  readonly viewType: string;
  readonly icon: vscode.Uri;
  readonly desks: Desks;
  readonly projects: Projects;
  /** Keeps what the page has while it is hidden: only where asking anew costs more than memory. */
  readonly retained: boolean;
  title(name: string): string;
  /** Fills a panel; what it answers with is disposed of when the panel is closed. */
  fill(panel: vscode.WebviewPanel, subject: PanelSubject): Filled;
}

interface OpenPanel<Filled> {
  readonly panel: vscode.WebviewPanel;
  readonly filled: Filled;
}

/** Panels beside the text, one for each extract of a place, that outlive a reload of the window. The page's state holds the subject. */
export class ExtractPanels<Filled extends vscode.Disposable> implements vscode.Disposable {
  readonly #options: ExtractPanelsOptions<Filled>;
  readonly #open = new Map<string, OpenPanel<Filled>>();
  readonly #serializer: vscode.Disposable;

  constructor(options: ExtractPanelsOptions<Filled>) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(options.viewType, {
      deserializeWebviewPanel: async (panel, state: Partial<PanelSubject> | undefined) => {
        const subject = await this.#subjectOf(panel, state);
        if (subject === undefined) panel.dispose();
        else this.#fill(panel, subject);
      },
    });
  }

  /** Brings the extract's panel to the front and answers with what fills it; undefined when it is new. */
  show(extract: string): Filled | undefined {
    const { viewType, title, retained, desks } = this.#options;
    const subject = subjectAt(extract, desks.place);
    const open = this.#open.get(subjectKey(subject));
    if (open !== undefined) {
      open.panel.reveal(undefined, true);
      return open.filled;
    }
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const options = { retainContextWhenHidden: retained, enableFindWidget: true };
    this.#fill(vscode.window.createWebviewPanel(viewType, title(subjectName(subject)), where, options), subject);
    return undefined;
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const { panel } of this.#open.values()) panel.dispose();
  }

  async #subjectOf(panel: vscode.WebviewPanel, state: Partial<PanelSubject> = {}): Promise<PanelSubject | undefined> {
    const { title, desks, projects } = this.#options;
    // An editor in a browser may come back without the page's state; its title it always has.
    const extract = state.extract ?? extractIn(panel.title, title);
    if (extract === undefined) return undefined;
    if (state.place !== undefined) return { extract, place: state.place };
    if (desks.place === undefined) await projects.ready();
    return subjectAt(extract, desks.place);
  }

  #fill(panel: vscode.WebviewPanel, subject: PanelSubject): void {
    const key = subjectKey(subject);
    panel.iconPath = this.#options.icon;
    panel.title = this.#options.title(subjectName(subject));
    const open = { panel, filled: this.#options.fill(panel, subject) };
    this.#open.set(key, open);
    panel.onDidDispose(() => {
      open.filled.dispose();
      if (this.#open.get(key) === open) this.#open.delete(key);
    });
  }
}
