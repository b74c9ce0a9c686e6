import * as vscode from "vscode";
import { projectFile } from "../../../runner/src/project/document-files.ts";

/** More projects than anybody has in a window. */
const maxProjects = 100;

/** The folders of the workspace that hold a project, and those around it: somebody may have opened `extracts/` alone. */
export async function findProjectFolders(): Promise<readonly vscode.Uri[]> {
  const workspace = vscode.workspace.workspaceFolders ?? [];
  const [below, around] = await Promise.all([
    vscode.workspace.findFiles(`**/${projectFile}`, "**/node_modules/**", maxProjects),
    Promise.all(workspace.map(({ uri }) => projectAround(uri))),
  ]);
  const folders = [...below.map((uri) => vscode.Uri.joinPath(uri, "..")), ...around.filter((each) => each !== undefined)];
  const unique = new Map(folders.map((uri) => [uri.toString(), uri]));
  return [...unique.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** The nearest folder, from this one upwards, that holds a project. */
export async function projectAround(folder: vscode.Uri): Promise<vscode.Uri | undefined> {
  for (let current = folder; ; ) {
    if (await isFile(vscode.Uri.joinPath(current, projectFile))) return current;
    const parent = vscode.Uri.joinPath(current, "..");
    if (parent.path === current.path) return undefined;
    current = parent;
  }
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}
