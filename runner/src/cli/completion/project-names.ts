import { findProject } from "../../project/find-project.ts";
import { readProject } from "../../project/read-project.ts";
import type { ProjectNames } from "./offers.ts";

/**
 * Names of the documents of the project around a folder; none where there is no project. Read off their lines: at a Tab nobody
 * waits for ten thousand documents to be checked.
 */
export function projectNames(folder: string): ProjectNames {
  const namesOf = async (kind: string): Promise<readonly string[]> => {
    const root = findProject(folder);
    if (root === undefined) return [];
    const { files } = await readProject(root);
    const documents = files.flatMap(({ text }) => text.split(/^---.*$/m)).filter((text) => hasKind(text, kind));
    return documents
      .flatMap((text) => /^name: +(.+?) *(?: #.*)?$/m.exec(text)?.[1]?.replace(/^(["'])(.*)\1$/, "$2") ?? [])
      .sort();
  };
  return {
    extracts: () => namesOf("Extract"),
    feeds: () => namesOf("Feed"),
    templates: () => namesOf("Template"),
  };
}

function hasKind(text: string, kind: string): boolean {
  return /^kind: *(\w+)/m.exec(text)?.[1] === kind;
}
