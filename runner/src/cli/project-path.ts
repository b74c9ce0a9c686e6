import { existsSync, realpathSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { DatafeedError } from "../errors/datafeed-error.ts";

/** A path from where the person is, else from the project's folder, as diagnostics have it. Errors: `file-unknown`. */
export function placeInProject(path: string, root: string): string {
  const absolute = [resolve(path), resolve(root, path)].find((each) => existsSync(each));
  if (absolute === undefined) {
    throw new DatafeedError("file-unknown", `There is no file or folder ${path}.`, { hint: "Check the path." });
  }
  return relative(root, realpathSync.native(absolute)).replaceAll(sep, "/");
}

/** Whether a file of the project is at a place or below it. An empty place is the whole project. */
export function isIn(file: string, place: string): boolean {
  return place === "" || file === place || file.startsWith(`${place}/`);
}
