import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";

const key = "datafeed.downloads.last";

/**
 * The folder for a download: of the settings, else chosen by the person, from the one chosen last. Undefined when none is
 * chosen.
 */
export async function chooseDownloadFolder(context: vscode.ExtensionContext): Promise<string | undefined> {
  const configured = vscode.workspace.getConfiguration("datafeed").get("downloads.folder", "").trim();
  if (configured !== "") return made(configured.replace(/^~(?=$|[\\/])/, homedir()));
  const last = context.globalState.get<string>(key);
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Download to Which Folder?"),
      openLabel: vscode.l10n.t("Download Here"),
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: vscode.Uri.file(last ?? join(homedir(), "Downloads")),
    })) ?? [];
  if (chosen === undefined) return undefined;
  await context.globalState.update(key, chosen.fsPath);
  return chosen.fsPath;
}

/** Whoever writes a folder into the settings means it to be there. */
async function made(folder: string): Promise<string> {
  await vscode.workspace.fs.createDirectory(vscode.Uri.file(folder));
  return folder;
}
