import type * as vscode from "vscode";
import { definition, references } from "../../../runner/src/language.ts";
import type { Projects } from "../services.ts";
import { editedDocument, locationOf } from "./edited-file.ts";

/** So long the editor's other work waits at most. */
const sliceMs = 8;

/** Leads from a name to where it stands. */
export function definitionProvider(projects: Projects): vscode.DefinitionProvider {
  return {
    provideDefinition: (document, position) => {
      const { file, loaded, project } = editedDocument(projects, document);
      if (project === undefined) return undefined;
      const found = definition(file, document.offsetAt(position), loaded, project.texts);
      return found && locationOf(project, found);
    },
  };
}

/** All places that name what the word names. */
export function referenceProvider(projects: Projects): vscode.ReferenceProvider {
  return {
    provideReferences: async (document, position, { includeDeclaration }, token) => {
      const { file, project } = editedDocument(projects, document);
      if (project === undefined) return [];
      const found: vscode.Location[] = [];
      let until = performance.now() + sliceMs;
      for (const place of references(file, document.offsetAt(position), project.texts)) {
        if (token.isCancellationRequested) return [];
        if (includeDeclaration || !place.declares) found.push(locationOf(project, place));
        if (performance.now() < until) continue;
        await new Promise((resolve) => setImmediate(resolve));
        until = performance.now() + sliceMs;
      }
      return found;
    },
  };
}
