import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { Diagnostic } from "../../errors/diagnostic.ts";
import { documentFolders, isDocumentFile, isOtherYaml, maxFileBytes, projectFile } from "../document-files.ts";
import type { TextFile } from "../project-texts.ts";
import { decodeText, folderLink, ignored, problem, tooLarge } from "../read-text.ts";
import type { GitCall } from "./run-git.ts";

/** What holds commits: a clone that is followed, or the repository that a project stands in. */
export interface CommitReader {
  readonly place: {
    /** Of the project in the repository; empty for its root. */
    readonly folder: string;
  };
  git(parameters: readonly string[], call?: GitCall): Promise<Buffer>;
}

/** Texts by the id of their blob: what was read of one commit need not be read again of the next. */
export type KnownBlobs = ReadonlyMap<string, { readonly text: string } | Diagnostic>;

/** The documents of a commit. */
export interface TextsAt {
  /** As those of `readProject`. */
  readonly files: readonly TextFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly blobs: KnownBlobs;
}

interface Entry {
  readonly mode: string;
  readonly id: string;
  readonly size: number;
  /** Below the project's folder. */
  readonly path: string;
}

/** So many bytes of blobs are asked for in one call. */
const batchBytes = 32_000_000;

/**
 * Reads a project's documents out of a commit, by the rules of `readProject`; links are refused, submodules left alone. Errors:
 * project-missing, git-failed.
 */
export async function readProjectAt(repository: CommitReader, commit: string, known: KnownBlobs = new Map()): Promise<TextsAt> {
  const { folder } = repository.place;
  const entries = await list(repository, commit, folder);
  const diagnostics: Diagnostic[] = [];
  const documents = entries.filter((entry) => isWanted(entry, diagnostics));
  const project = documents.find(({ path }) => path === projectFile);
  if (project === undefined && !diagnostics.some(({ file }) => file === projectFile)) {
    const place = folder === "" ? "" : ` in ${folder}`;
    throw new DatafeedError("project-missing", `There is no ${projectFile}${place} at commit ${commit.slice(0, 12)}.`, {
      hint: "Name the folder of the project after the branch: URL#BRANCH:FOLDER.",
    });
  }
  const missing = new Map(documents.filter(({ id }) => !known.has(id)).map((entry) => [entry.id, entry]));
  const read = await readBlobs(repository, [...missing.values()]);
  const blobs = new Map<string, { readonly text: string } | Diagnostic>();
  const files: TextFile[] = [];
  // By code units, as the folder's reader orders them.
  for (const { id, path } of documents.sort((one, other) => rank(one.path, other.path))) {
    const blob = known.get(id) ?? read.get(id);
    if (blob === undefined) throw new DatafeedError("git-failed", `The commit ${commit} lacks the content of ${path}.`);
    blobs.set(id, blob);
    if ("text" in blob) files.push({ path, text: blob.text });
    else diagnostics.push({ ...blob, file: path });
  }
  return { files, diagnostics, blobs };
}

async function list(repository: CommitReader, commit: string, folder: string): Promise<readonly Entry[]> {
  const prefix = folder === "" ? "" : `${folder}/`;
  const paths = [projectFile, ...documentFolders].map((name) => prefix + name);
  const printed = await repository.git(["ls-tree", "-r", "-z", "--long", "--full-tree", commit, "--", ...paths]);
  return printed
    .toString("utf8")
    .split("\0")
    .flatMap((line) => {
      const found = /^(\d+) \S+ (\S+) +(\d+|-)\t(.*)$/s.exec(line);
      if (found === null) return [];
      const [, mode = "", id = "", size = "0", path = ""] = found;
      return [{ mode, id, size: Number(size) || 0, path: path.slice(prefix.length) }];
    });
}

/** Whether an entry is a document that can be taken; else, perhaps, why not. */
function isWanted({ mode, size, path }: Entry, diagnostics: Diagnostic[]): boolean {
  const parts = path.split("/");
  if (mode === "160000" || parts.some((part) => part.startsWith(".") || part === "node_modules")) return false;
  const name = parts.at(-1) ?? "";
  const isDocument = path === projectFile || (parts.length > 1 && isDocumentFile(name));
  if (mode === "120000") {
    if (isDocument) diagnostics.push(problem("link-refused", path, "This is a symbolic link; Git's are not followed."));
    else if (!isOtherYaml(name)) diagnostics.push(folderLink(path));
    return false;
  }
  if (!isDocument) {
    if (isOtherYaml(name) && parts.length > 1) diagnostics.push(ignored(path));
    return false;
  }
  if (size <= maxFileBytes) return true;
  diagnostics.push(tooLarge(path, size));
  return false;
}

async function readBlobs(repository: CommitReader, entries: readonly Entry[]) {
  const read = new Map<string, { readonly text: string } | Diagnostic>();
  for (const batch of batches(entries)) {
    const input = batch.map(({ id }) => `${id}\n`).join("");
    const printed = await repository.git(["cat-file", "--batch"], { input });
    let at = 0;
    for (const { id, path } of batch) {
      const end = printed.indexOf(0x0a, at);
      const [found, type, size] = printed.subarray(at, end).toString("latin1").split(" ");
      if (found !== id || type !== "blob")
        throw new DatafeedError("git-failed", `The repository lacks the content of ${path}.`);
      const bytes = printed.subarray(end + 1, end + 1 + Number(size));
      read.set(id, decodeText(bytes, path));
      at = end + 1 + Number(size) + 1;
    }
  }
  return read;
}

function* batches(entries: readonly Entry[]): Generator<readonly Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (batch.length > 0 && bytes + entry.size > batchBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += entry.size;
  }
  if (batch.length > 0) yield batch;
}

function rank(one: string, other: string): number {
  if (one === projectFile || other === projectFile) return one === projectFile ? -1 : 1;
  return one < other ? -1 : 1;
}
