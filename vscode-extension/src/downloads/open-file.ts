import * as vscode from "vscode";

/** Opens a file: text in the editor, archives and Parquet by the system's own program. */
export async function openFile(file: string): Promise<void> {
  const uri = vscode.Uri.file(file);
  if (isText(file)) await vscode.commands.executeCommand("vscode.open", uri);
  else if (vscode.env.remoteName === undefined) await vscode.env.openExternal(uri);
  // The system of a remote workspace has no screen: the file is shown where it lies.
  else await vscode.commands.executeCommand("revealInExplorer", uri);
}

/** Shows a file in the system's folders; of a remote workspace in the Explorer. */
export async function revealFile(file: string): Promise<void> {
  const command = vscode.env.remoteName === undefined ? "revealFileInOS" : "revealInExplorer";
  await vscode.commands.executeCommand(command, vscode.Uri.file(file));
}

function isText(file: string): boolean {
  return /\.(csv|tsv|txt|json|ndjson)$/i.test(file);
}
