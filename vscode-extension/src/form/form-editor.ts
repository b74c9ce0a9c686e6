import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { Page } from "../webview/page.ts";
import { DocumentWorld } from "./document-world.ts";
import { formAnswers, formState } from "./form-answers.ts";
import type { FormContract } from "./form-messages.ts";

export const formViewType = "datafeed.form";

/**
 * The form as an editor of `*.extract.yaml`. It has no state of its own but for which of the file's extracts it shows: text,
 * undo, save and diff are the document's.
 */
export class FormEditor implements vscode.CustomTextEditorProvider {
  readonly #services: Services;
  /** The extract to show first, by the document's address: who opens the form says it. */
  readonly #wanted = new Map<string, number>();
  readonly #worlds = new Map<string, { readonly world: DocumentWorld; show(): Promise<void> }>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** Opens the form on one extract of a file. */
  async open(uri: vscode.Uri, index: number): Promise<void> {
    this.#wanted.set(uri.toString(), index);
    await vscode.commands.executeCommand("vscode.openWith", uri, formViewType);
    const open = this.#worlds.get(uri.toString());
    if (open === undefined) return;
    open.world.index = index;
    await open.show();
  }

  /** Which extract a form shows; undefined where the document has no form. */
  indexOf(uri: vscode.Uri): number | undefined {
    return this.#worlds.get(uri.toString())?.world.index;
  }

  async resolveCustomTextEditor(document: vscode.TextDocument, panel: vscode.WebviewPanel): Promise<void> {
    const { context, projects } = this.#services;
    const key = document.uri.toString();
    const world = new DocumentWorld(document, () => projects.of(document.uri), this.#wanted.get(key) ?? 0);
    this.#wanted.delete(key);
    const page = new Page<FormContract>(panel.webview, {
      name: "form",
      title: vscode.l10n.t("Extract Form"),
      extensionUri: context.extensionUri,
      answers: formAnswers(world, (state) => page.tell("changed", state)),
    });
    const show = async (): Promise<void> => page.tell("changed", await formState(world));
    const shown = { world, show };
    this.#worlds.set(key, shown);
    const listening = [
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document && event.contentChanges.length > 0) void show();
      }),
      projects.onDidChange(() => void show()),
    ];
    panel.onDidDispose(() => {
      vscode.Disposable.from(...listening, page).dispose();
      if (this.#worlds.get(key) === shown) this.#worlds.delete(key);
    });
  }
}
