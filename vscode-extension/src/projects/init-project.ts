import { chmod } from "node:fs/promises";
import { userInfo } from "node:os";
import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { type ScaffoldFile, scaffoldProject, userName } from "../../../runner/src/scaffold/scaffold-project.ts";
import { runTask } from "../tasks/register-tasks.ts";

/** Where a new project's reader looks first. */
const firstExtract = "extracts/contacts-april.extract.yaml";

/** Makes a project on a sample warehouse, as `datafeed init` does. Nothing that is there is written over. */
export async function initProject(): Promise<void> {
  const folder = await chooseFolder();
  if (folder === undefined) return;
  const answers = await askForNames(folder);
  if (answers === undefined) return;
  const files = scaffoldProject(answers);
  await refuseToOverwrite(folder, files);
  for (const file of files) await writeFile(folder, file);
  const around = vscode.workspace.getWorkspaceFolder(folder);
  if (around === undefined) return offerToOpen(folder);
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, firstExtract), { preview: false });
  const sentence = vscode.l10n.t("The project is ready: {0} files, with a first extract on a sample warehouse.", files.length);
  const sample = vscode.l10n.t("Fill the Sample Warehouse");
  const chosen = await vscode.window.showInformationMessage(sentence, sample);
  if (chosen === sample) await runTask({ type: "datafeed", verb: "sample" }, around);
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 1) return folders[0]?.uri;
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri;
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      title: vscode.l10n.t("Folder of the New Project"),
      openLabel: vscode.l10n.t("Create Here"),
    })) ?? [];
  return chosen;
}

async function askForNames(folder: vscode.Uri) {
  const title = vscode.l10n.t("Create a Project");
  const named = (text: string): string | undefined => (text.trim() === "" ? vscode.l10n.t("Write a name.") : undefined);
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("The product whose data are extracted first, as people call it."),
    value: decodeURIComponent(folder.path.split("/").at(-1) ?? ""),
    ignoreFocusOut: true,
    validateInput: named,
  });
  if (name === undefined) return undefined;
  const organization = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("The organisation whose data these are."),
    value: "Acme",
    ignoreFocusOut: true,
    validateInput: named,
  });
  if (organization === undefined) return undefined;
  const user = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Your user name in the project: lower-case letters, digits, dashes, dots, underscores."),
    value: userName(vscode.workspace.getConfiguration("datafeed").get("user", "") || userInfo().username),
    ignoreFocusOut: true,
    validateInput: (text) =>
      text === userName(text) ? undefined : vscode.l10n.t("A user name looks like this: {0}", userName(text)),
  });
  return user === undefined ? undefined : { name: name.trim(), organization: organization.trim(), user };
}

async function refuseToOverwrite(folder: vscode.Uri, files: readonly ScaffoldFile[]): Promise<void> {
  for (const { path } of files.filter(({ optional }) => optional !== true)) {
    if (!(await exists(vscode.Uri.joinPath(folder, path)))) continue;
    throw new DatafeedError("folder-not-empty", vscode.l10n.t("{0} is there already, and nothing is written over.", path), {
      hint: vscode.l10n.t("Open an empty folder, then create the project there."),
    });
  }
}

async function writeFile(folder: vscode.Uri, { path, text, optional, executable }: ScaffoldFile): Promise<void> {
  const uri = vscode.Uri.joinPath(folder, path);
  if (optional === true && (await exists(uri))) return;
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  if (executable === true && uri.scheme === "file") await chmod(uri.fsPath, 0o755);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function offerToOpen(folder: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t("Open Folder");
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t("The project was made in {0}.", folder.fsPath), open);
  if (chosen === open) await vscode.commands.executeCommand("vscode.openFolder", folder);
}
