import * as vscode from "vscode";
import type { TextEdit } from "../../../runner/src/language.ts";
import type { DraftText } from "../form/draft-text.ts";
import { readExtracts } from "../form/extract-draft.ts";
import type { FormAction } from "../form/form-actions.ts";
import type { FormWorld } from "../form/form-answers.ts";
import type { FormEnding, FormState } from "../form/form-messages.ts";
import type { SummaryKey } from "../form/form-model.ts";
import type { FormSource } from "../form/read-form.ts";
import type { OpenProject } from "../services.ts";
import { askForRow } from "./ask-for-row.ts";
import type { KeptDraft } from "./kept-draft.ts";

/** How a form over a draft is left. */
export interface DraftLeave {
  previous(): Promise<void>;
  end(ending: FormEnding, world: DraftWorld): Promise<void>;
  close(): void;
}

export interface DraftWorldOptions {
  readonly mode: Exclude<FormState["mode"], "editor">;
  readonly endings: readonly FormEnding[];
  readonly draft: DraftText;
  /** Of which questions about rows are asked; absent: none can be changed. */
  readonly project?: OpenProject;
  readonly formats?: readonly string[];
  readonly format?: string;
  /** What the page keeps of the draft as it is now. */
  readonly kept: () => KeptDraft;
  readonly leave: DraftLeave;
}

/** A document that is in no file yet behind a form. */
export class DraftWorld implements FormWorld {
  readonly mode: DraftWorldOptions["mode"];
  readonly endings: readonly FormEnding[];
  readonly hasQuestions = true;
  readonly formats?: readonly string[];
  format?: string;
  index = 0;
  readonly #options: DraftWorldOptions;

  constructor(options: DraftWorldOptions) {
    this.#options = options;
    this.mode = options.mode;
    this.endings = options.endings;
    if (options.formats !== undefined) this.formats = options.formats;
    if (options.format !== undefined) this.format = options.format;
  }

  get text(): string {
    return this.#options.draft.text;
  }

  get kept(): KeptDraft {
    return this.#options.kept();
  }

  source(): Promise<FormSource> {
    return Promise.resolve(this.#options.draft.source());
  }

  edit(edits: readonly TextEdit[]): Promise<void> {
    return Promise.resolve(this.#options.draft.edit(edits));
  }

  async ask(row: SummaryKey): Promise<readonly FormAction[] | undefined> {
    const { project } = this.#options;
    const value = readExtracts(this.text)?.[0]?.value;
    return project === undefined || value === undefined ? undefined : askForRow(project, value, row);
  }

  /** The draft as it stands, to look at: it is saved nowhere. */
  async openYaml(): Promise<void> {
    const document = await vscode.workspace.openTextDocument({ language: "yaml", content: this.text });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }

  previous(): Promise<void> {
    return this.#options.leave.previous();
  }

  cancel(): Promise<void> {
    return Promise.resolve(this.#options.leave.close());
  }

  end(ending: FormEnding): Promise<void> {
    return this.#options.leave.end(ending, this);
  }
}
