import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** A folder and those above it, up to the root. */
export function foldersAbove(folder: string): readonly string[] {
  const found = [resolve(folder)];
  for (let above = dirname(found[0]!); above !== found.at(-1); above = dirname(above)) found.push(above);
  return found;
}

/** A path of the settings: `~` is the person's home, and what is relative counts from the project. */
export function pathOfSetting(written: string, project: string): string {
  const path = /^~(?=$|[/\\])/.test(written) ? join(homedir(), written.slice(1)) : written;
  return resolve(project, path);
}
