import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import type { OpenProject, Projects } from "../services.ts";

/** The document of a feed among the projects of the window, that of the current one first. Error: `extract-missing`. */
export function documentOf(projects: Projects, feed: string): { readonly uri: vscode.Uri; readonly project: OpenProject } {
  const { current, all } = projects;
  for (const project of [...(current === undefined ? [] : [current]), ...all]) {
    const { feeds, unsound } = project.loaded;
    const file = feeds.get(feed)?.file ?? unsound.find(({ kind, name }) => kind === "Feed" && name === feed)?.file;
    if (file !== undefined) return { uri: project.uriOf(file), project };
  }
  throw new DatafeedError("extract-missing", vscode.l10n.t("The document of {0} is in no project of this window.", feed), {
    hint: vscode.l10n.t("Clone the repository of the extracts, and open its folder."),
  });
}
