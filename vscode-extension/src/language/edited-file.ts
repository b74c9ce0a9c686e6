import * as vscode from "vscode";
import { type EditedFile, type LoadedProject, loadProject, type Range } from "../../../runner/src/language.ts";
import type { OpenProject, Projects } from "../services.ts";

/** A document as it stands in the editor, and what is known around it. */
export interface EditedDocument {
  readonly file: EditedFile;
  readonly loaded: LoadedProject;
  /** Undefined for a document outside every project: its keys are known all the same. */
  readonly project: OpenProject | undefined;
  /** The text of a file of the project, by path. */
  textOf(path: string): string | undefined;
}

const nothing = loadProject({ files: [] }, { today: "1970-01-01" });

export function editedDocument(projects: Projects, document: vscode.TextDocument): EditedDocument {
  const project = projects.of(document.uri);
  const path = project?.pathOf(document.uri) ?? document.uri.path.slice(document.uri.path.lastIndexOf("/") + 1);
  return {
    file: { path, text: document.getText() },
    loaded: project?.loaded ?? nothing,
    project,
    textOf: (other) => project?.textOf(other),
  };
}

/** From UTF-16 offsets of the document. */
export function rangeAt(document: vscode.TextDocument, { start, end }: { readonly start: number; readonly end: number }) {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** A place in a file that need not be open. */
export function locationOf(project: OpenProject, { file, range }: { readonly file: string; readonly range: Range }) {
  const { start, end } = range;
  const place = new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
  return new vscode.Location(project.uriOf(file), place);
}

/** Markdown whose words may be an author's: nothing in it is run or drawn as HTML. */
export function markdown(text: string): vscode.MarkdownString {
  return new vscode.MarkdownString(text, false);
}
