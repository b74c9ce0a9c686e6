import { existsSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** A file of the project as its repository knows it, with forward slashes; undefined for one outside. */
export type RepositoryPath = (file: string) => string | undefined;

/**
 * How files of a project are called in its repository: GitHub wants paths from there, and the project may be in a folder of it.
 * The repository is what GITHUB_WORKSPACE names, else the folder above that has `.git`, else the project itself.
 *
 * @param project the project's folder, absolute, links resolved.
 */
export function repositoryPath(project: string, workspace = process.env["GITHUB_WORKSPACE"]): RepositoryPath {
  const root = rootOf(project, workspace);
  return (file) => inside(root, resolve(project, file));
}

function rootOf(project: string, workspace: string | undefined): string {
  if (workspace && existsSync(workspace)) {
    const real = realpathSync.native(workspace);
    if (inside(real, project) !== undefined) return real;
  }
  for (let folder = project; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (folder === dirname(folder)) return project;
  }
}

function inside(root: string, path: string): string | undefined {
  const below = relative(root, path);
  return below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below) ? undefined : below.replaceAll(sep, "/");
}
