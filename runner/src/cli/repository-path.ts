import { existsSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** A file of the project as its repository knows it, with forward slashes; undefined for one outside. */
export type RepositoryPath = (file: string) => string | undefined;

/**
 * How files of a project are called in its repository: GitHub wants paths from there, and the project may be in a folder of it.
 * The repository is the folder above that has `.git`: `actions/checkout` may put it into a folder of the workspace. Without one
 * it is what GITHUB_WORKSPACE names, else the project itself.
 *
 * @param project the project's folder, absolute.
 */
export function repositoryPath(project: string, workspace = process.env["GITHUB_WORKSPACE"]): RepositoryPath {
  const real = realpathSync.native(project);
  const root = gitRoot(real) ?? workspaceRoot(real, workspace) ?? real;
  return (file) => inside(root, resolve(real, file));
}

function gitRoot(project: string): string | undefined {
  for (let folder = project; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

function workspaceRoot(project: string, workspace: string | undefined): string | undefined {
  if (!workspace || !existsSync(workspace)) return undefined;
  const real = realpathSync.native(workspace);
  return inside(real, project) === undefined ? undefined : real;
}

function inside(root: string, path: string): string | undefined {
  const below = relative(root, path);
  return below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below) ? undefined : below.replaceAll(sep, "/");
}
