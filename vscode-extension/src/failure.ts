import * as vscode from "vscode";
import { stateAfter } from "./desk/desk-errors.ts";
import { pageError, sentenceOf } from "./webview/page-error.ts";

/** Something that a person can do about a failure. */
export interface Action {
  readonly title: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

/** Says what went wrong, and what to do, with a button for each thing that can be done here. A cancelled question is none. */
export async function showFailure(error: unknown, actions: readonly Action[] = []): Promise<void> {
  if (isCancellation(error)) return;
  const offered = [...actions, ...actionsFor(error)];
  const chosen = await vscode.window.showErrorMessage(sentenceOf(pageError(error)), ...offered.map(({ title }) => title));
  const action = offered.find(({ title }) => title === chosen);
  if (action !== undefined) await vscode.commands.executeCommand(action.command, ...(action.arguments ?? []));
}

export function isCancellation(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error instanceof Error && error.name === "AbortError");
}

function actionsFor(error: unknown): readonly Action[] {
  switch (stateAfter(error)) {
    case "noProject":
      return [
        { title: vscode.l10n.t("Open Folder"), command: "vscode.openFolder" },
        { title: vscode.l10n.t("Use a Server"), command: "datafeed.selectPlace" },
      ];
    case "untrusted":
      return [{ title: vscode.l10n.t("Manage Trust"), command: "workbench.trust.manage" }];
    case "noCli":
      return [
        { title: vscode.l10n.t("Settings"), command: "workbench.action.openSettings", arguments: ["datafeed.cli"] },
        { title: vscode.l10n.t("Show Output"), command: "datafeed.showOutputChannel" },
      ];
    case "signedOut":
      return [{ title: vscode.l10n.t("Sign In"), command: "datafeed.signIn" }];
    case "unreachable":
      return [
        { title: vscode.l10n.t("Try Again"), command: "datafeed.refresh" },
        { title: vscode.l10n.t("Choose Another Place"), command: "datafeed.selectPlace" },
      ];
    default:
      return [];
  }
}
