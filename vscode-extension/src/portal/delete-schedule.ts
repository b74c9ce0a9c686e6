import * as vscode from "vscode";
import type { TextEdit } from "../../../runner/src/language.ts";
import type { OpenProject, Services } from "../services.ts";
import { projectOf } from "./project-of.ts";
import { type ScheduleRemovals, scheduleRemovals } from "./remove-schedule.ts";

/**
 * Takes a schedule out of the project's documents, by an edit that can be undone. On a server nothing is changed: there a reviewed
 * pull request does it, and that is offered.
 */
export async function deleteSchedule(services: Services, extract: string): Promise<void> {
  const { desks, projects } = services;
  await projects.ready();
  const project = projectOf(desks.place, projects, extract);
  if (project === undefined) return sayWhere(services, extract);
  const file = project.loaded.extracts.get(extract)!.file;
  const document = await vscode.workspace.openTextDocument(project.uriOf(file));
  const removals = scheduleRemovals(document.getText(), extract);
  if (removals === undefined) {
    vscode.window.showWarningMessage(vscode.l10n.t("{0} does not hold {1} any more. Refresh, and try again.", file, extract));
    return;
  }
  if (removals.document === undefined && removals.schedule === undefined) return sayUnsafe(file, extract);
  const server = desks.place?.type === "server" ? desks.place.url : undefined;
  const removal = await chooseRemoval(removals, { file, extract, server });
  if (removal === undefined) return;
  if (removal === "file") {
    const contents = await deleteFile(document);
    desks.changed();
    await tellDeleted(services, document.uri, file, contents);
    return;
  }
  await applyEdits(document, removal);
  desks.changed();
  await tellRemoved(project, extract, file, server);
}

/** What the person wants to be taken out; undefined: nothing. */
async function chooseRemoval(
  { document, schedule, hasSchedule }: ScheduleRemovals,
  { file, extract, server }: { readonly file: string; readonly extract: string; readonly server: string | undefined },
): Promise<readonly TextEdit[] | "file" | undefined> {
  const { l10n } = vscode;
  const whole = l10n.t("Delete Extract");
  const only = l10n.t("Remove Schedule Only");
  const detail = [
    ...(document === "file" ? [l10n.t("Delete Extract: {0} is deleted, it holds nothing else.", file)] : []),
    ...(Array.isArray(document) ? [l10n.t("Delete Extract: its document goes from {0}.", file)] : []),
    ...(schedule === undefined ? [] : [l10n.t("Remove Schedule Only: it runs when somebody asks.")]),
    ...(hasSchedule && schedule === undefined
      ? [l10n.t("Its schedule alone can't be taken out safely: see how it is written in {0}.", file)]
      : []),
    l10n.t("Published files stay. Undo brings the text back."),
    ...(server === undefined ? [] : [l10n.t("{0} follows when the change is merged.", server)]),
  ].join("\n");
  const offers = [...(document === undefined ? [] : [whole]), ...(schedule === undefined ? [] : [only])];
  const question = l10n.t("Delete the schedule of {0}?", extract);
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, ...offers);
  if (chosen === undefined) return undefined;
  return chosen === whole ? document : schedule;
}

async function applyEdits(document: vscode.TextDocument, edits: readonly TextEdit[]): Promise<void> {
  await vscode.window.showTextDocument(document, { preview: false });
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, text } of edits) {
    edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  }
  await vscode.workspace.applyEdit(edit);
  await document.save();
}

/** Answers with what the file held, what was not saved yet included. */
async function deleteFile(document: vscode.TextDocument): Promise<Uint8Array> {
  const { uri } = document;
  if (document.isDirty) await document.save();
  const contents = await vscode.workspace.fs.readFile(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.deleteFile(uri);
  await vscode.workspace.applyEdit(edit);
  return contents;
}

/** No editor is left in which it could be undone. */
async function tellDeleted({ desks }: Services, uri: vscode.Uri, file: string, contents: Uint8Array): Promise<void> {
  const undo = vscode.l10n.t("Undo");
  if ((await vscode.window.showInformationMessage(vscode.l10n.t("{0} was deleted.", file), undo)) !== undo) return;
  await vscode.workspace.fs.writeFile(uri, contents);
  desks.changed();
}

async function tellRemoved(project: OpenProject, extract: string, file: string, server: string | undefined): Promise<void> {
  const propose = vscode.l10n.t("Open Pull Request");
  const text = project.textOf(file);
  const offers = server !== undefined && text !== undefined ? [propose] : [];
  const words = vscode.l10n.t("The schedule of {0} was removed. Undo brings it back.", extract);
  const chosen = await vscode.window.showInformationMessage(words, ...offers);
  if (chosen === propose) await vscode.commands.executeCommand("datafeed.openPullRequest", { path: file, text });
}

/** How the file is written leaves nothing that could be taken out by a program. */
async function sayUnsafe(file: string, extract: string): Promise<void> {
  const open = vscode.l10n.t("Open YAML");
  const words = vscode.l10n.t(
    "{0} is written so that {1} can't be taken out safely. Mend or delete it by hand.",
    file,
    extract,
  );
  if ((await vscode.window.showWarningMessage(words, open)) !== open) return;
  await vscode.commands.executeCommand("datafeed.openYaml", { extract });
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
