import { createReadStream, existsSync, statSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { lineHead } from "../feeds/sinks/record-line.ts";
import type { FeedState } from "../ledger/feeds/feed-state.ts";

/** The file that a feed is run into. */
export interface FeedFile {
  readonly path: string;
  /** What it holds goes, and the feed begins anew. */
  readonly fresh: boolean;
  /** Its lines are records with key and headers. */
  readonly withHeaders: boolean;
}

/**
 * Whether a feed begins anew in its file: asked to, or since the file is gone. Errors: `feed-file-shorter` when lines are
 * missing that were written.
 */
export async function beginsAnew({ path, fresh }: FeedFile, known: FeedState | undefined): Promise<boolean> {
  if (fresh || known?.position === undefined) return fresh;
  if (!existsSync(path)) return known.sent > 0;
  const lines = await linesIn(path, known.sent);
  if (lines >= known.sent) return false;
  throw new DatafeedError("feed-file-shorter", `${path} has ${lines} lines; ${known.sent} were written to it.`, {
    hint: "Name another file, or empty it and begin anew with --fresh.",
  });
}

/** Refuses lines of two shapes in one file. Errors: `feed-file-shape` when they had headers and lack them now, or vice versa. */
export async function checkShape({ path, withHeaders }: FeedFile): Promise<void> {
  // A pipe holds no lines; what can't be read is told by who opens it.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return;
  const first = await firstBytes(path, lineHead.length).catch(() => "");
  if (first === "" || (first === lineHead) === withHeaders) return;
  const before = withHeaders ? "without" : "with";
  throw new DatafeedError("feed-file-shape", `The lines of ${path} were written ${before} headers.`, {
    hint: `Run it ${before} --with-headers as before, name another file, or begin anew with --fresh.`,
  });
}

/** Has nothing of earlier runs lie there. */
export async function removeFile({ path }: FeedFile): Promise<void> {
  for (const file of [path, `${path}.dead-letters`]) await rm(file, { force: true });
}

async function firstBytes(path: string, count: number): Promise<string> {
  await using file = await open(path);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(count), 0, count, 0);
  return buffer.toString("utf8", 0, bytesRead);
}

/** Line ends, up to as many as are needed. */
async function linesIn(path: string, enough: number): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) lines++;
    if (lines >= enough) break;
  }
  return lines;
}
