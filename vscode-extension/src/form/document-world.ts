import * as vscode from "vscode";
import { loadProject, type TextEdit } from "../../../runner/src/language.ts";
import type { OpenProject } from "../services.ts";
import { askForRow } from "../wizard/ask-for-row.ts";
import { DraftText } from "./draft-text.ts";
import { readExtracts } from "./extract-draft.ts";
import type { FormAction } from "./form-actions.ts";
import type { FormWorld } from "./form-answers.ts";
import type { SummaryKey } from "./form-model.ts";
import type { FormSource } from "./read-form.ts";

/** Outside of a project the form shows what the document alone tells. */
const noProject = loadProject({ files: [] }, { today: "" });

/** A document of the editor behind a form: what is changed in one is changed in the other. */
export class DocumentWorld implements FormWorld {
  readonly mode = "editor";
  readonly endings = [];
  readonly hasQuestions = false;
  index: number;
  readonly #document: vscode.TextDocument;
  readonly #projectOf: () => OpenProject | undefined;
  readonly #draft: DraftText;

  constructor(document: vscode.TextDocument, projectOf: () => OpenProject | undefined, index: number) {
    this.index = index;
    this.#document = document;
    this.#projectOf = projectOf;
    this.#draft = new DraftText({
      text: document.getText(),
      path: projectOf()?.pathOf(document.uri) ?? vscode.workspace.asRelativePath(document.uri),
      loaded: () => projectOf()?.loaded ?? noProject,
      now: () => new Date().toISOString(),
      translate: vscode.l10n.t,
    });
  }

  get text(): string {
    return this.#document.getText();
  }

  source(): Promise<FormSource> {
    const { text } = this;
    const project = this.#projectOf();
    const path = project?.pathOf(this.#document.uri);
    // The project follows a moment later, with what other extracts say to this one.
    const isLoaded = [...(project?.texts ?? [])].some((file) => file.path === path && file.text === text);
    this.#draft.text = text;
    const source = project !== undefined && isLoaded ? { loaded: project.loaded } : {};
    return Promise.resolve({ ...this.#draft.source(), ...source });
  }

  async edit(edits: readonly TextEdit[]): Promise<void> {
    if (edits.length === 0) return;
    const document = this.#document;
    const isWindows = document.eol === vscode.EndOfLine.CRLF;
    const change = new vscode.WorkspaceEdit();
    for (const { start, end, text } of edits) {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      change.replace(document.uri, range, isWindows ? text.replace(/\r?\n/g, "\r\n") : text);
    }
    if (await vscode.workspace.applyEdit(change)) return;
    throw new Error(vscode.l10n.t("The editor did not take the change. Is the file read-only?"));
  }

  async ask(row: SummaryKey): Promise<readonly FormAction[] | undefined> {
    const project = this.#projectOf();
    const value = readExtracts(this.text)?.find(({ index }) => index === this.index)?.value;
    return project === undefined || value === undefined ? undefined : askForRow(project, value, row);
  }

  async openYaml(): Promise<void> {
    await vscode.window.showTextDocument(this.#document, { preview: false });
  }

  /** An editor has no steps. */
  previous(): Promise<void> {
    return Promise.resolve();
  }

  cancel(): Promise<void> {
    return Promise.resolve();
  }

  end(): Promise<void> {
    return Promise.resolve();
  }
}
