import * as vscode from "vscode";
import type { Diagnostic } from "../../../runner/src/errors/diagnostic.ts";

/** Where a code is explained. */
const errorsPage = "https://datafeed.dev/docs/errors.md";

/** A finding as `datafeed validate` prints it, for the editor: message and hint, and a code that leads to its explanation. */
export function editorDiagnostic(finding: Diagnostic): vscode.Diagnostic {
  const severity = finding.severity === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const message = finding.hint === undefined ? finding.message : `${finding.message} ${finding.hint}`;
  const shown = new vscode.Diagnostic(editorRange(finding.range), message, severity);
  shown.source = "datafeed";
  shown.code = { value: finding.code, target: vscode.Uri.parse(`${errorsPage}#${finding.code}`) };
  return shown;
}

/** Lines and columns count from 0 in the editor. Without a range: the beginning of the file. */
export function editorRange(range: Diagnostic["range"]): vscode.Range {
  if (range === undefined) return new vscode.Range(0, 0, 0, 0);
  const { start, end } = range;
  return new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
}
