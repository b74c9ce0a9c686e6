import * as vscode from "vscode";
import type { Diagnostic, TextEdit } from "../../../runner/src/language.ts";
import { fixAll, quickFixes } from "../../../runner/src/language.ts";
import { editorRange } from "../projects/editor-diagnostic.ts";
import type { Projects } from "../services.ts";
import { type EditedDocument, editedDocument, rangeAt } from "./edited-file.ts";

const fixAllKind = vscode.CodeActionKind.SourceFixAll.append("datafeed");

export const codeActionKinds: vscode.CodeActionProviderMetadata = {
  providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAllKind],
};

/** Ways to mend what was found at the cursor, and everything that is certain at once. */
export function codeActionProvider(projects: Projects): vscode.CodeActionProvider {
  return {
    provideCodeActions: async (document, range, { diagnostics, only }) => {
      const edited = editedDocument(projects, document);
      if (only?.contains(fixAllKind)) return fixEverything(document, edited);
      if (only !== undefined && !only.contains(vscode.CodeActionKind.QuickFix)) return [];
      // Those that another extension tells of in its own words are mended, too.
      return findingsIn(edited)
        .filter((finding) => editorRange(finding.range).intersection(range) !== undefined)
        .flatMap((finding) => fixesFor(document, edited, finding, diagnostics));
    },
  };
}

function findingsIn({ file, project }: EditedDocument): readonly Diagnostic[] {
  return project?.findings.filter((finding) => finding.file === file.path) ?? [];
}

function fixesFor(
  document: vscode.TextDocument,
  { file, loaded, textOf }: EditedDocument,
  finding: Diagnostic,
  shown: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const own = shown.filter((each) => isShownAs(each, finding));
  return quickFixes(file, finding, loaded, contextNow(textOf)).map(({ title, edits, preferred }) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.edit = workspaceEdit(document, edits);
    action.diagnostics = own;
    if (preferred) action.isPreferred = true;
    return action;
  });
}

/** On save the text may be newer than what was loaded. */
async function fixEverything(document: vscode.TextDocument, { project }: EditedDocument): Promise<vscode.CodeAction[]> {
  if (project === undefined) return [];
  await project.refresh();
  const path = project.pathOf(document.uri);
  const findings = project.findings.filter(({ file }) => file === path);
  const file = { path, text: document.getText() };
  const context = contextNow((other) => project.textOf(other));
  const edits = fixAll(file, findings, project.loaded, context);
  if (edits.length === 0) return [];
  const action = new vscode.CodeAction(vscode.l10n.t("Fix all that is certain"), fixAllKind);
  action.edit = workspaceEdit(document, edits);
  return [action];
}

function contextNow(textOf: (path: string) => string | undefined) {
  return { today: new Date().toISOString().slice(0, 10), textOf };
}

function workspaceEdit(document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.WorkspaceEdit {
  const all = new vscode.WorkspaceEdit();
  for (const edit of edits) all.replace(document.uri, rangeAt(document, edit), edit.text);
  return all;
}

function isShownAs({ source, code, range }: vscode.Diagnostic, finding: Diagnostic): boolean {
  const value = typeof code === "object" ? code.value : code;
  return source === "datafeed" && value === finding.code && range.isEqual(editorRange(finding.range));
}
