import * as vscode from "vscode";

/** Asks why, for others to see. An answer without a reason where none was written; undefined when it was given up. */
export async function askForReason(
  options: vscode.InputBoxOptions,
): Promise<{ readonly reason: string | undefined } | undefined> {
  const written = await vscode.window.showInputBox(options);
  return written === undefined ? undefined : { reason: written.trim() === "" ? undefined : written.trim() };
}
