import * as vscode from "vscode";
import { type Diagnostic, hasErrors } from "../../../runner/src/language.ts";

/** "2 errors and 1 warning"; undefined when there is nothing to say. */
export function findingWords(findings: readonly Diagnostic[]): string | undefined {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.length - errors;
  if (errors > 0 && warnings > 0) return vscode.l10n.t("{0} and {1}", errorWords(errors), warningWords(warnings));
  if (errors > 0) return errorWords(errors);
  return warnings > 0 ? warningWords(warnings) : undefined;
}

/** How bad it is, as a name of an icon. */
export function findingIcon(findings: readonly Diagnostic[]): "error" | "warning" | "check" {
  if (hasErrors(findings)) return "error";
  return findings.length > 0 ? "warning" : "check";
}

export function documentWords(count: number): string {
  return count === 1 ? vscode.l10n.t("1 document") : vscode.l10n.t("{0} documents", count.toLocaleString());
}

function errorWords(count: number): string {
  return count === 1 ? vscode.l10n.t("1 error") : vscode.l10n.t("{0} errors", count.toLocaleString());
}

function warningWords(count: number): string {
  return count === 1 ? vscode.l10n.t("1 warning") : vscode.l10n.t("{0} warnings", count.toLocaleString());
}
