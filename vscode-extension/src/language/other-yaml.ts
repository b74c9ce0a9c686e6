import * as vscode from "vscode";

/**
 * Whether another extension completes and explains this document's keys by a JSON Schema: Red Hat's does where the first lines
 * name one. What both would say is left to it.
 */
export function hasOtherSchema(document: vscode.TextDocument): boolean {
  if (vscode.extensions.getExtension("redhat.vscode-yaml")?.isActive !== true) return false;
  return /^#\s*yaml-language-server:\s*\$schema=/m.test(document.getText().slice(0, 2000));
}
