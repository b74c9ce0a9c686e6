import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { hasErrors } from "../../../runner/src/language.ts";
import type { Projects } from "../services.ts";
import { documentWords, findingWords } from "./finding-words.ts";

/** Looks at every document of the workspace anew, as `datafeed validate` does, and says in one sentence what came of it. */
export async function validateProjects(projects: Projects): Promise<void> {
  const title = vscode.l10n.t("Checking all documents…");
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async () => {
    await projects.ready();
    await Promise.all(projects.all.map((project) => project.refresh()));
  });
  if (projects.all.length === 0) throw noProject();
  const findings = projects.all.flatMap((project) => project.findings);
  const documents = projects.all.reduce((sum, { loaded }) => sum + loaded.documents, 0);
  const words = findingWords(findings);
  if (words === undefined) {
    vscode.window.showInformationMessage(vscode.l10n.t("{0}: nothing to mend.", documentWords(documents)));
    return;
  }
  await vscode.commands.executeCommand("workbench.actions.view.problems");
  const sentence = vscode.l10n.t("{0} in {1}. They are listed under Problems.", words, documentWords(documents));
  if (hasErrors(findings)) vscode.window.showErrorMessage(sentence);
  else vscode.window.showWarningMessage(sentence);
}

function noProject(): DatafeedError {
  return new DatafeedError("project-missing", vscode.l10n.t("No Datafeed project is open."), {
    hint: vscode.l10n.t("Open a folder that holds a datafeed.yaml."),
  });
}
