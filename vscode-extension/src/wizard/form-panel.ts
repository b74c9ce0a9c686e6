import * as vscode from "vscode";
import { type FormWorld, formAnswers, formState } from "../form/form-answers.ts";
import type { FormContract } from "../form/form-messages.ts";
import { Page } from "../webview/page.ts";

/** A form in a tab of its own, over something that is in no file yet. */
export interface FormPanel {
  readonly panel: vscode.WebviewPanel;
  /** Shows what is there now: somebody changed it elsewhere. */
  show(): Promise<void>;
}

export const draftViewType = "datafeed.draft";

/** Opens a tab with a form, or fills one that a reload of the window has left empty. */
export function openFormPanel(
  context: vscode.ExtensionContext,
  title: string,
  world: FormWorld,
  panel: vscode.WebviewPanel = newPanel(title),
): FormPanel {
  panel.iconPath = vscode.Uri.joinPath(context.extensionUri, "media", "icon.png");
  const page = new Page<FormContract>(panel.webview, {
    name: "form",
    title,
    extensionUri: context.extensionUri,
    answers: formAnswers(world, (state) => page.tell("changed", state)),
  });
  panel.onDidDispose(() => page.dispose());
  return { panel, show: async () => page.tell("changed", await formState(world)) };
}

function newPanel(title: string): vscode.WebviewPanel {
  // Cheap to keep, and what was begun is in no file: it would be lost.
  const options = { retainContextWhenHidden: true };
  return vscode.window.createWebviewPanel(draftViewType, title, vscode.ViewColumn.Active, options);
}
