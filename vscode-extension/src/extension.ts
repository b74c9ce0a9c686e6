import * as vscode from "vscode";
import { ProjectDiagnostics } from "./project-diagnostics.ts";

/** Shows the same findings as `datafeed validate`, as documents are written. */
export function activate(context: vscode.ExtensionContext): void {
  const diagnostics = new ProjectDiagnostics();
  const documents = vscode.workspace.createFileSystemWatcher("**/{datafeed,connections,*.extract,*.template,*.schedule}.yaml");
  const refresh = (): void => diagnostics.refreshSoon();
  context.subscriptions.push(
    diagnostics,
    documents,
    documents.onDidCreate(refresh),
    documents.onDidChange(refresh),
    documents.onDidDelete(refresh),
    vscode.workspace.onDidChangeTextDocument(refresh),
    vscode.workspace.onDidChangeWorkspaceFolders(refresh),
  );
  refresh();
}
