import { readdirSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import { type ConnectionsPlaces, readConnections } from "./connections-file.ts";
import { documentFolders, isDocumentFile, isOtherYaml, projectFile } from "./document-files.ts";
import type { ProjectTexts, TextFile } from "./project-texts.ts";
import { folderLink, ignored, problem, readText } from "./read-text.ts";

/** What `readProject` is given beside the folder. */
export interface ReadProjectOptions {
  /** Where to look for connections before the repository's own file. */
  readonly connections?: ConnectionsPlaces;
  readonly signal?: AbortSignal;
}

/**
 * Reads a project's documents: datafeed.yaml, and the documents below extracts/ and templates/. A file that can't be taken is
 * a diagnostic and never stops the others.
 *
 * @throws DatafeedError `project-missing` without a datafeed.yaml, `connections-missing` when a named file is not there.
 */
export async function readProject(folder: string, options: ReadProjectOptions = {}): Promise<ProjectTexts> {
  return new FolderReader(folder, options.connections).read(options.signal);
}

/**
 * The connections alone, without a look at the documents: all that it takes to say where something was published.
 *
 * @throws DatafeedError those of `readProject`.
 */
export function readProjectConnections(folder: string, places: ConnectionsPlaces = {}): ProjectTexts {
  const root = rootOf(folder);
  return withConnections({ root, files: [], diagnostics: [] }, places);
}

/** So many files are read in one turn of the event loop. */
const filesPerTurn = 200;
/** A file that was written so shortly before it was read may have been written again within the same tick of its clock. */
const unsureMs = 2_000;

interface Known {
  /** Tells one state of a file from the next; empty when it can't be relied on. */
  readonly stamp: string;
  readonly read: { readonly text: string } | Diagnostic;
}

/** Reads a folder again and again: files that have not changed are not read again, and their texts stay the same strings. */
export class FolderReader {
  readonly #folder: string;
  readonly #places: ConnectionsPlaces;
  #known = new Map<string, Known>();

  constructor(folder: string, connections: ConnectionsPlaces = {}) {
    this.#folder = folder;
    this.#places = connections;
  }

  /** The documents as they are now. Errors: those of `readProject`. */
  async read(signal?: AbortSignal): Promise<ProjectTexts> {
    const root = rootOf(this.#folder);
    const diagnostics: Diagnostic[] = [];
    const files: TextFile[] = [];
    const known = new Map<string, Known>();
    const paths = [projectFile, ...documentFolders.flatMap((name) => documentsBelow(root, name, diagnostics))];
    for (const [index, path] of paths.entries()) {
      if (index % filesPerTurn === filesPerTurn - 1) await nextTurn(undefined);
      signal?.throwIfAborted();
      const { stamp, read } = this.#readOne(root, path);
      known.set(path, { stamp, read });
      if ("text" in read) files.push({ path, text: read.text });
      else diagnostics.push(read);
    }
    this.#known = known;
    return withConnections({ root, files, diagnostics }, this.#places);
  }

  #readOne(root: string, path: string): Known {
    const known = this.#known.get(path);
    const stamp = stampOf(join(root, path));
    if (known !== undefined && stamp !== "" && known.stamp === stamp) return known;
    const read = readInside(root, path);
    const same = known !== undefined && "text" in read && "text" in known.read && known.read.text === read.text;
    return { stamp, read: same ? known.read : read };
  }
}

function withConnections(texts: Omit<ProjectTexts, "connections">, places: ConnectionsPlaces): ProjectTexts {
  const { root, diagnostics } = texts;
  const connections = readConnections(root, places, (path) => readInside(root, path));
  if (connections === undefined) return texts;
  return "code" in connections ? { ...texts, diagnostics: [...diagnostics, connections] } : { ...texts, connections };
}

function stampOf(absolute: string): string {
  const stat = statSync(absolute, { throwIfNoEntry: false, bigint: true });
  if (stat === undefined || Date.now() - Number(stat.ctimeMs) < unsureMs) return "";
  return `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
}

function rootOf(folder: string): string {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new DatafeedError("project-missing", `The folder ${folder} can't be read: expected a project with ${projectFile}.`, {
      hint: "Check the path, or make a project with `datafeed init`.",
      cause: error,
    });
  }
  if (!names.includes(projectFile)) {
    const other = names.find((name) => /^datafeed\.ya?ml$/i.test(name));
    throw new DatafeedError("project-missing", `There is no ${projectFile} in ${folder}.`, {
      hint: other === undefined ? "Make a project with `datafeed init`." : `Rename ${other} to ${projectFile}.`,
    });
  }
  return realpathSync.native(folder);
}

/** Paths of the documents below a folder of the project, in a fixed order. */
function documentsBelow(root: string, folder: string, diagnostics: Diagnostic[]): string[] {
  if (isLinkedFolder(root, folder)) {
    diagnostics.push(folderLink(folder));
    return [];
  }
  const found: string[] = [];
  const pending = [folder];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const entry of entriesOf(root, current, current === folder, diagnostics)) {
      const path = `${current}/${entry.name}`;
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      if (entry.isDirectory()) pending.push(path);
      else if (isDocumentFile(entry.name)) found.push(path);
      else if (isOtherYaml(entry.name)) diagnostics.push(ignored(path));
      else if (entry.isSymbolicLink() && isFolder(join(root, path))) diagnostics.push(folderLink(path));
    }
  }
  // By code units, so that the order is the same on every machine.
  return found.sort();
}

function entriesOf(root: string, path: string, optional: boolean, diagnostics: Diagnostic[]) {
  try {
    return readdirSync(join(root, path), { withFileTypes: true });
  } catch (error) {
    if (!(optional && isMissing(error))) {
      diagnostics.push(problem("file-unreadable", path, `The folder can't be read: ${messageOf(error)}.`));
    }
    return [];
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** Reads a file of the project, unless a link leads it out. */
function readInside(root: string, path: string): { text: string } | Diagnostic {
  const absolute = join(root, path);
  let real: string;
  try {
    real = realpathSync.native(absolute);
  } catch (error) {
    return problem("file-unreadable", path, `The file can't be read: ${messageOf(error)}.`);
  }
  if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
    return problem("link-refused", path, "This symbolic link leaves the project.", "Put the file itself here.");
  }
  return readText(real, path);
}

function isLinkedFolder(root: string, folder: string): boolean {
  try {
    return realpathSync.native(join(root, folder)) !== join(root, folder);
  } catch {
    return false;
  }
}

function isFolder(absolute: string): boolean {
  return statSync(absolute, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
