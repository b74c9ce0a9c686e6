import * as vscode from "vscode";
import { hover } from "../../../runner/src/language.ts";
import type { Projects } from "../services.ts";
import { editedDocument, markdown, rangeAt } from "./edited-file.ts";

/** What the word under the mouse means. */
export function hoverProvider(projects: Projects): vscode.HoverProvider {
  return {
    provideHover: (document, position) => {
      const { file, loaded, textOf } = editedDocument(projects, document);
      const found = hover(file, document.offsetAt(position), loaded, new Date().toISOString(), textOf);
      return found && new vscode.Hover(markdown(found.markdown), rangeAt(document, found));
    },
  };
}
