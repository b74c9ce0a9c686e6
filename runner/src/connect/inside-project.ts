import { type Dirent, lstatSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Connections } from "../load/project-documents.ts";

type Connection = Connections["warehouses"][string] | Connections["destinations"][string];

/**
 * Refuses paths of the repository's own connections.yaml that leave the project by way of a symbolic link, which a pull
 * request can bring along like any other file (DESIGN 3); `load` sees the written paths alone. What queries may read is
 * searched for links whole: a template can name any file in it. Errors: `connection-outside`.
 */
export function checkInsideProject(connection: Connection, where: string, root: string): void {
  if (connection.type === "file") checkPath(root, connection.path, `${where}.path`);
  if (connection.type !== "duckdb") return;
  const { path, folders = [], views = {} } = connection;
  if (path !== undefined && path !== ":memory:") checkPath(root, path, `${where}.path`);
  const read = [
    ...folders.map((folder, at) => [folder, `${where}.folders.${at}`] as const),
    ...Object.entries(views).map(([view, { files }]) => [folderOf(files), `${where}.views.${view}.files`] as const),
  ];
  for (const [folder, place] of read) {
    checkPath(root, folder, place);
    if (isThere(resolve(root, folder))) checkBelow(root, realpathSync.native(resolve(root, folder)), place);
  }
}

/** The file itself, or the deepest folder that holds everything a glob can match. */
function folderOf(files: string): string {
  const segments = files.split("/");
  const glob = segments.findIndex((segment) => /[*?[{]/.test(segment));
  return glob === -1 ? files : segments.slice(0, glob).join("/");
}

/** Of what is not there yet, the deepest folder that is. */
function checkPath(root: string, path: string, place: string): void {
  let existing = resolve(root, path);
  while (!isThere(existing)) existing = dirname(existing);
  realInside(root, existing, place);
}

/** Links below a folder, and below what they lead to. */
function checkBelow(root: string, real: string, place: string): void {
  const seen = new Set<string>();
  const waiting = [real];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (seen.has(folder) || !lstatSync(folder).isDirectory()) continue;
    seen.add(folder);
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isSymbolicLink()) waiting.push(realInside(root, path, place));
    }
  }
}

function realInside(root: string, path: string, place: string): string {
  let real: string;
  try {
    real = realpathSync.native(path);
  } catch (cause) {
    // A link to what is not there yet would be written through.
    throw outside(path, place, cause);
  }
  if (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)) return real;
  throw outside(path, place);
}

/** None of a folder that we may not read: a query may not, either. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function outside(path: string, place: string, cause?: unknown): DatafeedError {
  return new DatafeedError(
    "connection-outside",
    `${place} of the repository's connections.yaml: ${path} is or lies behind a symbolic link that does not stay inside the project.`,
    {
      hint: "Put the connection in a file of your own and name that with --connections, or remove the link.",
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
