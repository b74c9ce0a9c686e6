import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import type { Diagnostic } from "../../../runner/src/language.ts";
import { extractsIn } from "../../../runner/src/language.ts";
import type { OpenProject, Projects } from "../services.ts";
import { filesOf } from "./save-documents.ts";

/** The file that an extract stands in; one with mistakes that hide its name is found while it is open. */
export function fileOf(extract: string, project: OpenProject): string | undefined {
  const known = filesOf(extract, project).own;
  if (known !== undefined) return known;
  const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.path.endsWith(".extract.yaml"));
  const document = open.find((each) => extractsIn(each.getText()).some(({ name }) => name === extract));
  return document === undefined ? undefined : project.pathOf(document.uri);
}

/** The first mistake of the documents that an extract is made of. */
export function mistakeOf(extract: string, project: OpenProject): Diagnostic | undefined {
  const files = filesOf(extract, project).all;
  const own = fileOf(extract, project);
  const errors = project.loaded.diagnostics.filter(({ severity }) => severity === "error");
  return errors.find(({ file }) => file === own) ?? errors.find(({ file }) => files.has(file));
}

/** Error: `documents-unsound` with the first mistake, where an extract of the current project has some: it can't be asked for. */
export async function checkSound(extract: string, projects: Projects): Promise<void> {
  const project = projects.current;
  if (project === undefined || (await project.refresh()).extracts.has(extract)) return;
  const mistake = mistakeOf(extract, project);
  if (mistake === undefined) return;
  const place = `${mistake.file}${mistake.range === undefined ? "" : `, ${vscode.l10n.t("line {0}", mistake.range.start.line)}`}`;
  const message = vscode.l10n.t("{0} has mistakes, so it does not run. {1}: {2}", extract, place, mistake.message);
  throw new DatafeedError("documents-unsound", message, mistake.hint === undefined ? {} : { hint: mistake.hint });
}
