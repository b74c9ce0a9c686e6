import type * as vscode from "vscode";
import { inSlices } from "../../../runner/src/errors/in-slices.ts";
import { definition, references } from "../../../runner/src/language.ts";
import type { Projects } from "../services.ts";
import { editedDocument, locationOf } from "./edited-file.ts";

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
    provideReferences: (document, position, { includeDeclaration }, token) => {
      const { file, project } = editedDocument(projects, document);
      if (project === undefined) return [];
      return inSlices(located());

      function* located(): Generator<undefined, vscode.Location[]> {
        const found: vscode.Location[] = [];
        for (const place of references(file, document.offsetAt(position), project!.texts)) {
          if (token.isCancellationRequested) return [];
          if (includeDeclaration || !place.declares) found.push(locationOf(project!, place));
          yield;
        }
        return found;
      }
    },
  };
}
