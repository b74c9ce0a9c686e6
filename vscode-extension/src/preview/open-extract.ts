import * as vscode from "vscode";
import { extractsIn } from "../../../runner/src/language.ts";
import { fileOf, mistakeOf } from "../runs/mistakes.ts";
import type { Projects } from "../services.ts";

/** Opens an extract's YAML in the editor: at the first mistake of the documents it is made of, else where it begins. */
export async function openExtract(projects: Projects, extract: string): Promise<void> {
  const project = projects.current;
  if (project === undefined) return;
  const mistake = mistakeOf(extract, project);
  const file = mistake?.file ?? fileOf(extract, project);
  if (file === undefined) return;
  const document = await vscode.workspace.openTextDocument(project.uriOf(file));
  const { line, column } = mistake?.range?.start ?? { line: 1, column: 1 };
  const beginning = extractsIn(document.getText()).find(({ name }) => name === extract)?.start ?? 0;
  const at = mistake === undefined ? document.positionAt(beginning) : new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(document, { viewColumn: columnOf(document), selection: new vscode.Range(at, at) });
}

/** Where it is open already; else beside the preview. */
function columnOf(document: vscode.TextDocument): vscode.ViewColumn {
  const editors = vscode.window.visibleTextEditors;
  return editors.find((editor) => editor.document === document)?.viewColumn ?? vscode.ViewColumn.One;
}
