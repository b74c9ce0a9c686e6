import {
  documentFolders,
  isDocumentFile,
  projectFile,
  repositoryConnectionsFile,
} from "../../../runner/src/project/document-files.ts";

/** What a file of a project is, by its path, as the runner's reader takes it; undefined for one that is not read. */
export type DocumentPlace = "project" | "connections" | "document";

/** @param path Relative to the project, with forward slashes. */
export function placeOfDocument(path: string): DocumentPlace | undefined {
  if (path === projectFile) return "project";
  if (path === repositoryConnectionsFile) return "connections";
  const [folder, ...below] = path.split("/");
  if (!documentFolders.some((each) => each === folder)) return undefined;
  if (below.some((name) => name.startsWith(".") || name === "node_modules")) return undefined;
  return isDocumentFile(below.at(-1) ?? "") ? "document" : undefined;
}

/** The folder in which a path lies deepest; undefined when it lies in none. Folders and path are written the same way. */
export function deepestFolder(folders: readonly string[], path: string): string | undefined {
  const around = folders.filter((folder) => path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`));
  return around.reduce<string | undefined>((best, each) => (each.length > (best?.length ?? -1) ? each : best), undefined);
}
