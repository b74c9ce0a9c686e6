import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { link, open, rename, rm } from "node:fs/promises";
import { join, parse, posix, resolve } from "node:path";
import type { Destination } from "../destination/destination.ts";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import type { Output, OutputPart } from "../ledger/records.ts";
import { checkPublished } from "./published.ts";

/**
 * Copies an output's files into a local folder and checks their hashes on the way. Nothing is overwritten: where the name is
 * taken the copy is called `name (1).csv`, and so on. Answers with the absolute paths. Errors: download-damaged,
 * download-refused, output-deleted, output-unpublished, destination-*.
 */
export async function downloadOutput(
  output: Output,
  destination: Destination,
  folder: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly string[]> {
  checkPublished(output);
  const files: string[] = [];
  for (const part of output.parts) files.push(await downloadPart(part, destination, resolve(folder), signal));
  return files;
}

async function downloadPart(part: OutputPart, destination: Destination, folder: string, signal: AbortSignal): Promise<string> {
  const { path, sha256 } = part;
  const source = { fileName: posix.basename(path), sha256, where: destination.locate(path), stream: destination.read(path) };
  return saveContent(source, folder, { signal });
}

/** A file that is to be copied, from wherever it comes. */
export interface ContentSource {
  /** Without folders. */
  readonly fileName: string;
  /** What the copy must have; absent where nobody can know and the stream itself fails when it is not whole. */
  readonly sha256?: string;
  /** What to call it in messages. */
  readonly where: string;
  readonly stream: AsyncIterable<Buffer>;
}

/** Writes a file into a local folder, as `downloadOutput` does. Answers with its absolute path. Errors: download-*, and the stream's. */
export async function saveContent(
  source: ContentSource,
  folder: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<string> {
  const into = resolve(folder);
  const temporary = join(into, `.${randomBytes(6).toString("hex")}.part`);
  try {
    const sha256 = await copy(source.stream, temporary, signal);
    if (source.sha256 !== undefined && sha256 !== source.sha256) throw damaged(source.where);
    return await giveName(temporary, into, source.fileName);
  } catch (error) {
    signal.throwIfAborted();
    throw refused(error, folder);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** SHA-256 of what was copied and synced. */
async function copy(stream: AsyncIterable<Buffer>, file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  await using handle = await open(file, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o644);
  for await (const bytes of stream) {
    signal.throwIfAborted();
    hash.update(bytes);
    for (let written = 0; written < bytes.length; ) written += (await handle.write(bytes, written)).bytesWritten;
  }
  await handle.sync();
  return hash.digest("hex");
}

async function giveName(temporary: string, folder: string, name: string): Promise<string> {
  const { name: stem, ext } = parse(name);
  for (let number = 0; ; number++) {
    const file = join(folder, number === 0 ? name : `${stem} (${number})${ext}`);
    try {
      await take(temporary, file);
      return file;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
}

/** Moves the copy to a name that is free. */
async function take(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    if (isTaken(error)) throw error;
    // A folder for downloads may lie on a disk without hard links: take the name first, then put the copy there.
    await (await open(file, "wx")).close();
    try {
      await rename(temporary, file);
    } catch (refusal) {
      await rm(file, { force: true });
      throw refusal;
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

function damaged(where: string): DatafeedError {
  return new DatafeedError("download-damaged", `${where} is not what was published`, {
    hint: "Run `datafeed verify` for the output.",
  });
}

function refused(error: unknown, folder: string): Error {
  if (error instanceof DatafeedError) return error;
  const gone = error instanceof Error && "code" in error && error.code === "ENOENT";
  const why = gone ? `There is no folder ${folder}` : `Can't write to ${folder}: ${messageOf(error)}`;
  return new DatafeedError("download-refused", why, {
    hint: "Choose a folder that exists and that you may write to.",
    cause: error,
  });
}
