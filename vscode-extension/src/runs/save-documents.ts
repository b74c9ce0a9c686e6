import * as vscode from "vscode";
import type { OpenProject, Projects } from "../services.ts";

/**
 * Saves the unsaved documents of a project that an extract is made of, for the program reads them from disk. Answers false when
 * one could not be saved.
 */
export async function saveDocumentsOf(extract: string, projects: Projects): Promise<boolean> {
  const project = projects.current;
  if (project === undefined) return true;
  const files = filesOf(extract, project);
  const unsaved = vscode.workspace.textDocuments.filter((document) => {
    return document.isDirty && projects.of(document.uri) === project && files.has(project.pathOf(document.uri));
  });
  for (const document of unsaved) {
    if (await document.save()) continue;
    const name = vscode.workspace.asRelativePath(document.uri);
    void vscode.window.showErrorMessage(vscode.l10n.t("{0} could not be saved, so nothing was run.", name));
    return false;
  }
  return true;
}

/** The project's own document, the extract's, and those it refers to. */
function filesOf(extract: string, { loaded }: OpenProject): ReadonlySet<string> {
  const files = new Set(["datafeed.yaml", "connections.yaml"]);
  for (const { name, file } of loaded.unsound) if (name === extract) files.add(file);
  const resolved = loaded.extracts.get(extract);
  if (resolved === undefined) return files;
  files.add(resolved.file);
  const schedule = resolved.schedule?.name;
  for (const document of [loaded.templates.get(resolved.template.name), loaded.schedules.get(schedule ?? "")]) {
    if (document !== undefined) files.add(document.file);
  }
  return files;
}
