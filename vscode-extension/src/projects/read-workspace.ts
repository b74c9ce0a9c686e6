import { homedir } from "node:os";
import { join, resolve } from "node:path";
import * as vscode from "vscode";
import { DatafeedError, messageOf } from "../../../runner/src/errors/datafeed-error.ts";
import type { Diagnostic } from "../../../runner/src/errors/diagnostic.ts";
import type { ProjectTexts, TextFile } from "../../../runner/src/language.ts";
import {
  documentFolders,
  isDocumentFile,
  isOtherYaml,
  maxFileBytes,
  projectFile,
  repositoryConnectionsFile,
} from "../../../runner/src/project/document-files.ts";
import { FolderReader } from "../../../runner/src/project/read-project.ts";
import { decodeText, folderLink, ignored, problem, tooLarge } from "../../../runner/src/project/read-text.ts";

/** Reads the documents of a project as they are saved. Errors: those of `readProject`. */
export type ReadSaved = () => Promise<ProjectTexts>;

/** So many files are asked for at once. */
const filesAtOnce = 50;

/**
 * The reader for a project's folder. On a disk it is the runner's own, with the connections that the command line would take;
 * elsewhere (a repository on the web) the editor's file system is asked, and the repository's own connections count.
 */
export function readerOf(folder: vscode.Uri): ReadSaved {
  if (folder.scheme !== "file") return () => readWorkspace(folder);
  let reader: { readonly key: string; readonly reader: FolderReader } | undefined;
  return async () => {
    const places = connectionsPlaces(folder);
    const key = JSON.stringify(places);
    if (reader?.key !== key) reader = { key, reader: new FolderReader(folder.fsPath, places) };
    try {
      return await reader.reader.read();
    } catch (error) {
      if (!(error instanceof DatafeedError) || error.code !== "connections-missing") throw error;
      // Documents can be written all the same; whatever runs will say it again.
      const texts = await new FolderReader(folder.fsPath).read();
      return { ...texts, diagnostics: [...texts.diagnostics, problem(error.code, projectFile, messageOf(error), error.hint)] };
    }
  };
}

/** As the command line takes them that runs in the project's folder. */
function connectionsPlaces(folder: vscode.Uri) {
  const option = vscode.workspace.getConfiguration("datafeed", folder).get("connections", "").trim();
  const environment = process.env["DATAFEED_CONNECTIONS"] ?? "";
  return {
    ...(option !== "" && { option: resolve(folder.fsPath, option) }),
    ...(environment !== "" && { environment: resolve(folder.fsPath, environment) }),
    home: join(homedir(), ".config/datafeed/connections.yaml"),
  };
}

async function readWorkspace(folder: vscode.Uri): Promise<ProjectTexts> {
  const diagnostics: Diagnostic[] = [];
  const paths = [projectFile];
  for (const name of documentFolders) paths.push(...(await documentsBelow(folder, name, diagnostics)));
  const files: TextFile[] = [];
  for (let at = 0; at < paths.length; at += filesAtOnce) {
    const read = await Promise.all(paths.slice(at, at + filesAtOnce).map((path) => readOne(folder, path)));
    for (const each of read) {
      if ("text" in each) files.push(each);
      else diagnostics.push(each);
    }
  }
  if (files[0]?.path !== projectFile) {
    throw new DatafeedError("project-missing", `There is no ${projectFile} in ${folder.path}.`);
  }
  const connections = await readOne(folder, repositoryConnectionsFile).catch(() => undefined);
  const root = folder.path;
  if (connections === undefined || !("text" in connections)) return { root, files, diagnostics };
  return { root, files, connections: { ...connections, trusted: false }, diagnostics };
}

async function documentsBelow(root: vscode.Uri, folder: string, diagnostics: Diagnostic[]): Promise<string[]> {
  const found: string[] = [];
  const pending = [folder];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const [name, type] of await entriesOf(vscode.Uri.joinPath(root, current))) {
      const path = `${current}/${name}`;
      if (name.startsWith(".") || name === "node_modules") continue;
      const isFolder = (type & vscode.FileType.Directory) !== 0;
      if (isFolder && (type & vscode.FileType.SymbolicLink) !== 0) diagnostics.push(folderLink(path));
      else if (isFolder) pending.push(path);
      else if (isDocumentFile(name)) found.push(path);
      else if (isOtherYaml(name)) diagnostics.push(ignored(path));
    }
  }
  return found.sort();
}

async function entriesOf(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
}

async function readOne(root: vscode.Uri, path: string): Promise<TextFile | Diagnostic> {
  const uri = vscode.Uri.joinPath(root, path);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxFileBytes) return tooLarge(path, size);
    const read = decodeText(Buffer.from(await vscode.workspace.fs.readFile(uri)), path);
    return "text" in read ? { path, text: read.text } : read;
  } catch (error) {
    return problem("file-unreadable", path, `The file can't be read: ${messageOf(error)}.`);
  }
}
