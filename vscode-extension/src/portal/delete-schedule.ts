import * as vscode from "vscode";
import type { OpenProject, Services } from "../services.ts";
import { type Removal, scheduleRemovals } from "./remove-schedule.ts";

/**
 * Takes a schedule out of the project's documents, by an edit that can be undone. On a server nothing is changed: there a reviewed
 * pull request does it, and that is offered.
 */
export async function deleteSchedule(services: Services, extract: string): Promise<void> {
  const { desks, projects } = services;
  await projects.ready();
  const project = projects.all.find(({ loaded }) => loaded.extracts.has(extract));
  const server = desks.place?.type === "server" ? desks.place.url : undefined;
  if (project === undefined) return sayWhere(services, extract);
  const file = project.loaded.extracts.get(extract)!.file;
  const document = await vscode.workspace.openTextDocument(project.uriOf(file));
  const removals = scheduleRemovals(document.getText(), extract);
  if (removals === undefined) {
    vscode.window.showWarningMessage(vscode.l10n.t("{0} does not hold {1} any more. Refresh, and try again.", file, extract));
    return;
  }
  const whole = vscode.l10n.t("Delete Extract");
  const only = vscode.l10n.t("Remove Schedule Only");
  const detail = [
    vscode.l10n.t("Delete Extract: its document goes from {0}.", file),
    ...(removals.schedule === undefined ? [] : [vscode.l10n.t("Remove Schedule Only: it runs when somebody asks.")]),
    vscode.l10n.t("Published files stay. Undo brings the text back."),
    ...(server === undefined ? [] : [vscode.l10n.t("{0} follows when the change is merged.", server)]),
  ].join("\n");
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t("Delete the schedule of {0}?", extract),
    { modal: true, detail },
    whole,
    ...(removals.schedule === undefined ? [] : [only]),
  );
  if (chosen === undefined) return;
  await remove(document, chosen === whole ? removals.document : removals.schedule!);
  await tell(project, extract, file, server);
  desks.changed();
}

async function remove(document: vscode.TextDocument, removal: Removal | "file"): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  if (removal === "file") {
    edit.deleteFile(document.uri);
    await vscode.workspace.applyEdit(edit);
    return;
  }
  await vscode.window.showTextDocument(document, { preview: false });
  edit.delete(document.uri, new vscode.Range(document.positionAt(removal.start), document.positionAt(removal.end)));
  await vscode.workspace.applyEdit(edit);
  await document.save();
}

async function tell(project: OpenProject, extract: string, file: string, server: string | undefined): Promise<void> {
  const propose = vscode.l10n.t("Open Pull Request");
  const text = project.textOf(file);
  const offers = server !== undefined && text !== undefined ? [propose] : [];
  const words = vscode.l10n.t("The schedule of {0} was removed. Undo brings it back.", extract);
  const chosen = await vscode.window.showInformationMessage(words, ...offers);
  if (chosen === propose) await vscode.commands.executeCommand("datafeed.openPullRequest", { path: file, text });
}

/** There is no checkout here in which it could be removed. */
async function sayWhere({ desks }: Services, extract: string): Promise<void> {
  const { file } = await (await desks.current()).schedule(extract);
  const status = await desks.status();
  const source = status.applied?.source;
  const where = source === undefined ? file : vscode.l10n.t("{0} of {1}", file, source);
  const link = source !== undefined && /^https?:\/\//.test(source) ? vscode.l10n.t("Open Repository") : undefined;
  const pause = vscode.l10n.t("Pause It Instead");
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t("The schedule of {0} is written in {1}.", extract, where),
    {
      modal: true,
      detail: vscode.l10n.t(
        "The server runs what was reviewed: a pull request deletes it. Open a checkout of the repository to make one.",
      ),
    },
    pause,
    ...(link === undefined ? [] : [link]),
  );
  if (chosen === pause) await vscode.commands.executeCommand("datafeed.pauseSchedule", { extract });
  if (chosen !== undefined && chosen === link) await vscode.env.openExternal(vscode.Uri.parse(source!, true));
}
