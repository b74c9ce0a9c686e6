import * as vscode from "vscode";
import { DatafeedError, messageOf } from "../../../runner/src/errors/datafeed-error.ts";
import type { DraftText } from "../form/draft-text.ts";
import { readExtracts } from "../form/extract-draft.ts";
import type { FormEnding } from "../form/form-messages.ts";
import { contextOf } from "../form/read-form.ts";
import { isMapping } from "../form/yaml/json.ts";
import type { OpenProject, Services } from "../services.ts";
import { freePath } from "./file-name.ts";
import { documentText } from "./write-draft.ts";

/** Writes a draft to a file, or proposes it. Answers whether it is there now. Errors: `file-unwritable`. */
export async function endDraft(
  services: Services,
  project: OpenProject,
  draft: DraftText,
  ending: FormEnding,
): Promise<boolean> {
  const value = readExtracts(draft.text)?.[0]?.value ?? {};
  const text = documentText(value, contextOf(draft.text, 0, draft.source()));
  const name = String(value["name"]);
  const path = await freeFile(project, name);
  if (ending === "openPullRequest") {
    return (await vscode.commands.executeCommand<boolean | undefined>("datafeed.openPullRequest", { text, path })) === true;
  }
  const uri = project.uriOf(path);
  try {
    // Not by an edit of the workspace: undone once too often, that would take the file away again.
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  } catch (cause) {
    throw new DatafeedError("file-unwritable", vscode.l10n.t("{0} could not be written: {1}", path, messageOf(cause)), {
      cause,
    });
  }
  await vscode.window.showTextDocument(uri, { preview: false });
  // It is written: the form goes, whatever becomes of its run.
  if (isMapping(value["window"])) void runOrSayWhyNot(services, project, name);
  return true;
}

/** An immediate extract runs as soon as it is there, but for where it can't. */
async function runOrSayWhyNot({ desks, runs }: Services, project: OpenProject, name: string): Promise<void> {
  if (desks.place?.type === "server") {
    const message = vscode.l10n.t("{0} is written, and runs when it is reviewed: the server runs nothing else.", name);
    void vscode.window.showInformationMessage(message);
  } else if (!vscode.workspace.isTrusted) {
    const manage = vscode.l10n.t("Manage Trust");
    const message = vscode.l10n.t(
      "{0} is written, but does not run: this folder is not trusted, and nothing is started in it.",
      name,
    );
    if ((await vscode.window.showInformationMessage(message, manage)) === manage) {
      await vscode.commands.executeCommand("workbench.trust.manage");
    }
  } else {
    await project.refresh();
    await runs.run({ extract: name });
  }
}

/** A path that no file has. */
async function freeFile(project: OpenProject, name: string): Promise<string> {
  const taken = [...project.texts].map(({ path }) => path);
  for (;;) {
    const path = freePath(name, taken);
    if (!(await exists(project.uriOf(path)))) return path;
    taken.push(path);
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
