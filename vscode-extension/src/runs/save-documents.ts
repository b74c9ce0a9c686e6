import * as vscode from "vscode";
import { extractsIn } from "../../../runner/src/language.ts";
import { saveAll } from "../projects/save-all.ts";
import type { OpenProject, Projects } from "../services.ts";

/**
 * Saves the unsaved documents of a project that an extract is made of, for the program reads them from disk. Answers false when
 * one could not be saved.
 */
export function saveDocumentsOf(extract: string, projects: Projects): Promise<boolean> {
  const unsaved = vscode.workspace.textDocuments.filter((each) => each.isDirty && isPartOf(extract, projects, each));
  return saveAll(unsaved);
}

/** Whether a document is one that an extract of the current project is made of. */
export function isPartOf(extract: string, projects: Projects, document: vscode.TextDocument): boolean {
  const project = projects.current;
  if (project === undefined || projects.of(document.uri) !== project) return false;
  const path = project.pathOf(document.uri);
  if (filesOf(extract, project).all.has(path)) return true;
  // Of a text with mistakes the project may not even know the name.
  return path.endsWith(".extract.yaml") && extractsIn(document.getText()).some(({ name }) => name === extract);
}

/** The extract's own file, and all that it is made of: the project's document, template, schedule, connections. */
export function filesOf(
  extract: string,
  { loaded }: OpenProject,
): { readonly own: string | undefined; readonly all: ReadonlySet<string> } {
  const resolved = loaded.extracts.get(extract);
  const own = resolved?.file ?? loaded.unsound.find(({ kind, name }) => kind === "Extract" && name === extract)?.file;
  const { template, schedule } = resolved ?? {};
  const others = [loaded.templates.get(template?.name ?? ""), loaded.schedules.get(schedule?.name ?? "")];
  const files = [own, ...others.map((each) => each?.file)].filter((file) => file !== undefined);
  return { own, all: new Set([...files, "datafeed.yaml", "connections.yaml"]) };
}
