import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { extractsIn } from "../../../runner/src/language.ts";
import { extractAt } from "../commands/extract-at.ts";
import { registerCommand } from "../commands/register.ts";
import { isExtractTarget } from "../commands/targets.ts";
import type { Services } from "../services.ts";
import { FormEditor, formViewType } from "./form-editor.ts";

/** The form editor, and the commands that lead from YAML to form and back. */
export function registerForm(services: Services): void {
  const { context } = services;
  const editor = new FormEditor(services);
  const provider = vscode.window.registerCustomEditorProvider(formViewType, editor, {
    supportsMultipleEditorsPerDocument: false,
  });
  context.subscriptions.push(provider);
  registerCommand(context, "datafeed.openForm", async (target?: unknown) => {
    const found = await findDocument(services, target, vscode.l10n.t("Open as Form"));
    if (found !== undefined) await editor.open(found.uri, found.index);
  });
  registerCommand(context, "datafeed.openYaml", async (target?: unknown) => {
    const form = activeForm();
    if (form !== undefined && !isExtractTarget(target)) return showYaml(form, editor.indexOf(form) ?? 0);
    const found = await findDocument(services, target, vscode.l10n.t("Open YAML"));
    return found && showYaml(found.uri, found.index);
  });
}

interface FoundDocument {
  readonly uri: vscode.Uri;
  /** Of the extract among the file's documents. */
  readonly index: number;
}

/** The document of a target, else of the active editor, else one that somebody chooses. */
async function findDocument(services: Services, target: unknown, title: string): Promise<FoundDocument | undefined> {
  if (isExtractTarget(target)) return ofExtract(services, target.extract);
  const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
  if (uri?.path.endsWith(".extract.yaml")) {
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = vscode.window.activeTextEditor;
    const offset = editor?.document === document ? document.offsetAt(editor.selection.active) : 0;
    return { uri, index: indexIn(document.getText(), extractAt(document.getText(), offset)) };
  }
  const name = await pickExtract(services, title);
  return name === undefined ? undefined : ofExtract(services, name);
}

/** The checkout's documents alone can be opened; those with mistakes, too. */
async function pickExtract({ projects }: Services, title: string): Promise<string | undefined> {
  await projects.ready();
  const items = projects.all.flatMap(({ loaded }) => [
    ...[...loaded.extracts.values()].map(({ name, file }) => ({ label: name, description: file })),
    ...loaded.unsound.filter(({ kind }) => kind === "Extract").map(({ name, file }) => ({ label: name, description: file })),
  ]);
  if (items.length === 0) throw noExtracts();
  items.sort((one, other) => one.label.localeCompare(other.label));
  const placeHolder = vscode.l10n.t("Choose an extract");
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.label;
}

async function ofExtract({ projects }: Services, name: string): Promise<FoundDocument | undefined> {
  await projects.ready();
  const current = projects.current;
  const ordered = current === undefined ? projects.all : [current, ...projects.all.filter((each) => each !== current)];
  for (const project of ordered) {
    const { extracts, unsound } = project.loaded;
    const file = extracts.get(name)?.file ?? unsound.find((each) => each.kind === "Extract" && each.name === name)?.file;
    if (file === undefined) continue;
    const uri = project.uriOf(file);
    const document = await vscode.workspace.openTextDocument(uri);
    return { uri, index: indexIn(document.getText(), name) };
  }
  throw notHere(name);
}

function indexIn(text: string, name: string | undefined): number {
  return extractsIn(text).find((each) => each.name === name)?.index ?? 0;
}

async function showYaml(uri: vscode.Uri, index: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const start = extractsIn(document.getText()).find((each) => each.index === index)?.start ?? 0;
  // Beside its form a document is open already, but not as text.
  const at = document.positionAt(start);
  await vscode.window.showTextDocument(document, { preview: false, selection: new vscode.Range(at, at) });
}

/** The document of the form in front. */
function activeForm(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === formViewType ? input.uri : undefined;
}

function noExtracts(): DatafeedError {
  return new DatafeedError("extract-missing", vscode.l10n.t("No project in this window holds an extract."), {
    hint: vscode.l10n.t("Create one, or open the folder of a project."),
  });
}

function notHere(name: string): DatafeedError {
  return new DatafeedError("extract-missing", vscode.l10n.t("The document of {0} is in no project of this window.", name), {
    hint: vscode.l10n.t("Clone the repository of the extracts, and open its folder."),
  });
}
