import * as vscode from "vscode";

/** Saves documents, for a program reads them from disk. Answers false, and says so, when one could not be saved. */
export async function saveAll(documents: readonly vscode.TextDocument[]): Promise<boolean> {
  for (const document of documents) {
    if (await document.save()) continue;
    const name = vscode.workspace.asRelativePath(document.uri);
    void vscode.window.showErrorMessage(vscode.l10n.t("{0} could not be saved, so nothing was asked for.", name));
    return false;
  }
  return true;
}
