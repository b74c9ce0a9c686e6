import type { Diagnostic } from "../../../runner/src/errors/diagnostic.ts";
import type { ConnectionsText, ProjectTexts, TextFile } from "../../../runner/src/language.ts";
import { maxFileBytes, projectFile, repositoryConnectionsFile } from "../../../runner/src/project/document-files.ts";
import { tooLarge } from "../../../runner/src/project/read-text.ts";
import { placeOfDocument } from "./place-of-document.ts";

/** A document that is open in the editor. */
export interface OpenText extends TextFile {
  /** Whether it holds something that was not saved. */
  readonly unsaved: boolean;
}

/**
 * The texts of a project with those of the editor in place of those on disk. An open document counts when it is on disk, or
 * when it holds something unsaved: one whose file was deleted or can't be read stands in the editor for a while yet.
 */
export function withEdits(read: ProjectTexts, open: readonly OpenText[]): ProjectTexts {
  const onDisk = new Map(read.files.map((file) => [file.path, file]));
  const files = new Map<string, TextFile>();
  const replaced = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  let connections = read.connections;
  for (const { path, text, unsaved } of open) {
    if (isConnections(path, read)) {
      if (connections !== undefined || unsaved) connections = connectionsWith(read, path, text);
      if (unsaved) replaced.add(path);
      continue;
    }
    const place = placeOfDocument(path);
    if (place === undefined || place === "connections") continue;
    if (!unsaved && !onDisk.has(path)) continue;
    replaced.add(path);
    const size = sizeIfLarge(text);
    if (size > maxFileBytes) diagnostics.push(tooLarge(path, size));
    else files.set(path, { path, text });
  }
  const kept = read.files.filter(({ path }) => !replaced.has(path));
  return {
    root: read.root,
    files: [...kept, ...files.values()].sort(inOrder),
    ...(connections !== undefined && { connections }),
    diagnostics: [...read.diagnostics.filter(({ file }) => !replaced.has(file)), ...diagnostics],
  };
}

/** The file of connections that is in force, or would be if there were one. */
function isConnections(path: string, { connections }: ProjectTexts): boolean {
  return path === (connections?.path ?? repositoryConnectionsFile);
}

function connectionsWith({ connections }: ProjectTexts, path: string, text: string): ConnectionsText {
  return { path, text, trusted: connections?.trusted ?? false };
}

/** A text's bytes, where they may be too many. */
function sizeIfLarge(text: string): number {
  return text.length * 3 > maxFileBytes ? Buffer.byteLength(text) : 0;
}

/** datafeed.yaml first, then by code units, as the runner's reader has them. */
function inOrder(one: TextFile, other: TextFile): number {
  if (one.path === projectFile) return -1;
  if (other.path === projectFile) return 1;
  return one.path < other.path ? -1 : 1;
}
